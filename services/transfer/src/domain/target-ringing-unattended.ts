import type { Leg } from './call.ts';
import { ignored } from './ignored.ts';
import type { Phase } from './occurrences.ts';
import { all, apologise, dismissTarget, end, failed, join } from './outcomes.ts';
import type { TargetRingingUnattended } from './state.ts';

/** Blind or semi-attended: the transferee is alone with the music until the target answers. */
export const targetRingingUnattended: Phase<TargetRingingUnattended> = {
  TargetAnswered: ({ party, at }, state) => {
    const target: Leg = { legId: state.targetLegId, party };
    return all({ events: [{ type: 'TargetAnswered', target, at }], commands: [] }, join(state, target, at));
  },
  TargetFailed: ({ cause, sipStatus, at }, state) => all(failed(cause, at, sipStatus), apologise(state, at)),
  DeadlinePassed: ({ at }, state) =>
    all(failed('no-answer', at), dismissTarget(state, at), apologise(state, at)),
  TransfereeHungUp: ({ at }, state) => all(failed('transferee-left', at), end(state, at)),
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
