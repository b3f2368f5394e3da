import type { Leg } from '../call.ts';
import { abandon, end } from '../ending.ts';
import { putTogether } from '../joining.ts';
import { dismissDialled } from '../letting-go.ts';
import { all, nothing } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import { apologise } from '../parting.ts';
import type { Rerouting } from '../state.ts';

/** It rings where the call first came in. */
export const rerouting: Phase<Rerouting> = {
  TargetAnswered: ({ party, at }, state) => {
    const target: Leg = { legId: state.targetLegId, party };
    return all(
      { events: [{ type: 'TargetAnswered', target, at }], commands: [] },
      putTogether(state, state.transferee, target),
      end(state, 'rerouted', at),
    );
  },
  TargetFailed: ({ at }, state) => apologise(state, at),
  DeadlinePassed: ({ at }, state) => all(dismissDialled(state, at), apologise(state, at)),
  TransfereeHungUp: ({ at }, state) => abandon(state, 'transferee-left', at),
  TransferorHungUp: () => nothing,
};
