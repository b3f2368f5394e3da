import { ignored } from './ignored.ts';
import { nothing } from './messages.ts';
import type { Phase } from './occurrences.ts';
import { apology, audioTimed, end } from './outcomes.ts';
import type { Apologising } from './state.ts';

/** The transferee hears an apology, then is hung up. */
export const apologising: Phase<Apologising> = {
  AudioStarted: (audio) => (audio.audio === apology ? audioTimed(audio) : nothing),
  DeadlinePassed: ({ at }, state) => end(state, at, state.transferee),
  TransfereeHungUp: ({ at }, state) => end(state, at),
  TransferorHungUp: ignored,
  DigitPressed: ignored,
  NumberTerminated: ignored,
  ReturnPressed: ignored,
  TargetRang: ignored,
  TargetSentEarlyMedia: ignored,
  TargetAnswered: ignored,
  TargetFailed: ignored,
  NumberResolved: ignored,
  NumberRefused: ignored,
};
