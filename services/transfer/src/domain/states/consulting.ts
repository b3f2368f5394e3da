import { end, failed } from '../ending.ts';
import { arrange, talking } from '../hearing.ts';
import { join, returnToTransferee, reunite } from '../joining.ts';
import { all } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import type { Consulting } from '../state.ts';

/** Transferor and target talk; the transferee hears none of it. */
export const consulting: Phase<Consulting> = {
  TransferorHungUp: ({ at }, state) => join(state, state.target, at),
  ReturnPressed: ({ at }, state) => returnToTransferee(state, at),
  ConferencePressed: ({ at }, { transferor, transferee, target }) => ({
    events: [{ type: 'TransferConferred', at }],
    commands: [arrange(...talking(transferor, transferee, target))],
  }),
  // The target has hung up: there is nobody to consult, so the two are back together at once.
  TargetFailed: ({ at }, state) => reunite(state, at),
  // The consultation call becomes a call of its own. The two hear each other already.
  TransfereeHungUp: ({ at }, state) =>
    all(
      failed('transferee-left', at),
      {
        events: [],
        commands: [{ type: 'Bridge', legId: state.transferor.legId, partnerLegId: state.target.legId }],
      },
      end(state, 'abandoned', at, 'transferee-left'),
    ),
};
