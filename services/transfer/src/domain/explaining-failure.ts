import { ignored } from './ignored.ts';
import { nothing } from './messages.ts';
import type { Phase } from './occurrences.ts';
import { apologise, audioTimed, leaveTransferorAlone, returnToTransferee } from './outcomes.ts';
import type { ExplainingFailure } from './state.ts';

/** The transferor hears why the target did not take the call. */
export const explainingFailure: Phase<ExplainingFailure> = {
  AudioStarted: (audio, state) => (audio.audio === state.prompt ? audioTimed(audio) : nothing),
  DeadlinePassed: ({ at }, state) => returnToTransferee(state, at),
  ReturnPressed: ({ at }, state) => returnToTransferee(state, at),
  // He has given up, so nobody is left for the transferee.
  TransferorHungUp: ({ at }, state) => apologise(state, at),
  TransfereeHungUp: ({ at }, state) => leaveTransferorAlone(state, at),
  DigitPressed: ignored,
  NumberTerminated: ignored,
  TargetRang: ignored,
  TargetSentEarlyMedia: ignored,
  TargetAnswered: ignored,
  TargetFailed: ignored,
  NumberResolved: ignored,
  NumberRefused: ignored,
};
