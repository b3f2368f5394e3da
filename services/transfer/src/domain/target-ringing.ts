import type { Leg } from './call.ts';
import { arrange, fresh, hearing, playToHeld, silence, talking, tone } from './hearing.ts';
import { ignored } from './ignored.ts';
import { nothing } from './messages.ts';
import type { Phase } from './occurrences.ts';
import {
  all,
  dismissTarget,
  explainFailure,
  failed,
  leaveTransferorAlone,
  returnToTransferee,
} from './outcomes.ts';
import type { TargetRinging } from './state.ts';

/** Attended: the transferor listens to the target's phone ringing. */
export const targetRinging: Phase<TargetRinging> = {
  TargetRang: ({ at }, state) =>
    state.transferorHears === 'silence'
      ? {
          events: [{ type: 'TargetHeard', as: 'ringback', at }],
          commands: [playToHeld(tone(state.transferor, 'ringback'))],
        }
      : nothing,
  TargetSentEarlyMedia: ({ party, at }, state) => {
    if (state.transferorHears === 'early-media') return nothing;
    const target: Leg = { legId: state.targetLegId, party };
    return {
      events: [{ type: 'TargetHeard', as: 'early-media', at }],
      commands: [arrange(hearing(state.transferor, target), silence(target))],
    };
  },
  TargetAnswered: ({ party, at }, state) => {
    const target: Leg = { legId: state.targetLegId, party };
    const talk = talking(state.transferor, target);
    return {
      events: [{ type: 'TargetAnswered', target, at }],
      commands: [arrange(...(state.transferorHears === 'early-media' ? talk : fresh(talk, target)))],
    };
  },
  TargetFailed: (failure, state) => explainFailure(state, failure, failure.at),
  DeadlinePassed: ({ at }, state) =>
    all(dismissTarget(state, at), explainFailure(state, { cause: 'no-answer', sipStatus: 0 }, at)),
  ReturnPressed: ({ at }, state) => returnToTransferee(state, at),
  // From here on it is a semi-attended transfer; the transferee hears no difference.
  TransferorHungUp: ({ at }) => ({ events: [{ type: 'TransferorLeft', at }], commands: [] }),
  TransfereeHungUp: ({ at }, state) => all(failed('transferee-left', at), leaveTransferorAlone(state, at)),
  DigitPressed: ignored,
  NumberTerminated: ignored,
  NumberResolved: ignored,
  NumberRefused: ignored,
  AudioStarted: ignored,
};
