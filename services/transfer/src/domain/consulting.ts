import { ignored } from './ignored.ts';
import type { Phase } from './occurrences.ts';
import { all, failed, join, returnToTransferee, reunite } from './outcomes.ts';
import type { Consulting } from './state.ts';

/** Transferor and target talk; the transferee hears none of it. */
export const consulting: Phase<Consulting> = {
  TransferorHungUp: ({ at }, state) => join(state, state.target, at),
  ReturnPressed: ({ at }, state) => returnToTransferee(state, at),
  // The target has hung up: there is nobody to consult, so the two are back together at once.
  TargetFailed: ({ at }, state) => reunite(state, at),
  // The consultation call becomes a call of its own. The two hear each other already.
  TransfereeHungUp: ({ at }, { transferor, target }) =>
    all(failed('transferee-left', at), {
      events: [{ type: 'TransferEnded', at }],
      commands: [{ type: 'Bridge', legId: transferor.legId, partnerLegId: target.legId }],
    }),
  DigitPressed: ignored,
  NumberTerminated: ignored,
  DeadlinePassed: ignored,
  TargetRang: ignored,
  TargetSentEarlyMedia: ignored,
  TargetAnswered: ignored,
  NumberResolved: ignored,
  NumberRefused: ignored,
  AudioStarted: ignored,
};
