import type { Leg } from './call.ts';
import { ignored } from './ignored.ts';
import type { Phase } from './occurrences.ts';
import { apologise, both, end, failed, hangUpTarget, join } from './outcomes.ts';
import type { TargetRingingUnattended } from './state.ts';

/** Blind or semi-attended: the transferee is alone with the music until the target answers. */
export const targetRingingUnattended: Phase<TargetRingingUnattended> = {
  TargetAnswered: ({ party, at }, state) => {
    const target: Leg = { legId: state.targetLegId, party };
    return both({ events: [{ type: 'TargetAnswered', target, at }], commands: [] }, join(state, target, at));
  },
  TargetFailed: ({ cause, sipStatus, at }, state) =>
    both({ events: [failed(cause, at, sipStatus)], commands: [] }, apologise(state, at)),
  DeadlinePassed: ({ at }, state) =>
    both({ events: [failed('no-answer', at)], commands: hangUpTarget(state) }, apologise(state, at)),
  TransfereeHungUp: ({ at }, state) =>
    both({ events: [failed('transferee-left', at)], commands: [] }, end(state, at)),
  TransferorHungUp: ignored,
  DigitPressed: ignored,
  NumberTerminated: ignored,
  ReturnPressed: ignored,
  TargetRang: ignored,
  TargetSentEarlyMedia: ignored,
  NumberResolved: ignored,
  NumberRefused: ignored,
  AudioStarted: ignored,
};
