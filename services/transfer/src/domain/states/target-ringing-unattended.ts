import type { Leg } from '../call.ts';
import { abandon } from '../ending.ts';
import { onTargetFailedUnattended } from '../failing.ts';
import { join } from '../joining.ts';
import { dismissDialled } from '../letting-go.ts';
import { all, nothing } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import type { TargetRingingUnattended } from '../state.ts';

/** Blind or semi-attended: the transferee is alone with the music until the target answers. */
export const targetRingingUnattended: Phase<TargetRingingUnattended> = {
  TargetAnswered: ({ party, at }, state) => {
    const target: Leg = { legId: state.targetLegId, party };
    return all({ events: [{ type: 'TargetAnswered', target, at }], commands: [] }, join(state, target, at));
  },
  TargetFailed: (failure, state) => onTargetFailedUnattended(state, failure, failure.at),
  DeadlinePassed: ({ at }, state) =>
    all(dismissDialled(state, at), onTargetFailedUnattended(state, { cause: 'no-answer', sipStatus: 0 }, at)),
  TransfereeHungUp: ({ at }, state) => abandon(state, 'transferee-left', at),
  TransferorHungUp: () => nothing,
};
