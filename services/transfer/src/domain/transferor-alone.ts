import { ignored } from './ignored.ts';
import type { Phase } from './occurrences.ts';
import { end } from './outcomes.ts';
import type { TransferorAlone } from './state.ts';

/** The transferor hears the busy tone until he hangs up, or has heard it long enough. */
export const transferorAlone: Phase<TransferorAlone> = {
  TransferorHungUp: ({ at }, state) => end(state, at),
  DeadlinePassed: ({ at }, state) => end(state, at, state.transferor),
  TransfereeHungUp: ignored,
  DigitPressed: ignored,
  NumberTerminated: ignored,
  ReturnPressed: ignored,
  TargetRang: ignored,
  TargetSentEarlyMedia: ignored,
  TargetAnswered: ignored,
  TargetFailed: ignored,
  NumberResolved: ignored,
  NumberRefused: ignored,
  AudioStarted: ignored,
};
