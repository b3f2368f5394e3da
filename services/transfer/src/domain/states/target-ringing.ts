import type { Leg } from '../call.ts';
import { onTargetFailed } from '../failing.ts';
import { arrange, fresh, hearing, playToHeld, silence, talking, toneTo } from '../hearing.ts';
import { returnToTransferee } from '../joining.ts';
import { dismissDialled } from '../letting-go.ts';
import { all, nothing } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import { transfereeLeft, transferorLeft } from '../parting.ts';
import type { TargetRinging } from '../state.ts';

/** Attended: the transferor listens to the target's phone ringing. */
export const targetRinging: Phase<TargetRinging> = {
  TargetRang: ({ at }, state) =>
    state.transferorHears === 'silence'
      ? {
          events: [{ type: 'TargetHeard', heard: 'ringback', at }],
          commands: [playToHeld(toneTo(state, 'ringback'))],
        }
      : nothing,
  TargetSentEarlyMedia: ({ party, at }, state) => {
    if (hearsTarget(state)) return nothing;
    const target: Leg = { legId: state.targetLegId, party };
    return {
      events: [{ type: 'TargetHeard', heard: party, at }],
      commands: [arrange(hearing(state.transferor, target), silence(target))],
    };
  },
  TargetAnswered: ({ party, at }, state) => {
    const target: Leg = { legId: state.targetLegId, party };
    const talk = talking(state.transferor, target);
    return {
      events: [{ type: 'TargetAnswered', target, at }],
      commands: [arrange(...(hearsTarget(state) ? talk : fresh(talk, target)))],
    };
  },
  TargetFailed: (failure, state) => onTargetFailed(state, failure, failure.at),
  DeadlinePassed: ({ at }, state) =>
    all(dismissDialled(state, at), onTargetFailed(state, { cause: 'no-answer', sipStatus: 0 }, at)),
  ReturnPressed: ({ at }, state) => returnToTransferee(state, at),
  // From here on it is a semi-attended transfer; the transferee hears no difference.
  TransferorHungUp: ({ at }) => transferorLeft(at),
  TransfereeHungUp: ({ at }, state) => transfereeLeft(state, at),
};

const hearsTarget = ({ transferorHears }: TargetRinging): boolean => typeof transferorHears === 'object';
