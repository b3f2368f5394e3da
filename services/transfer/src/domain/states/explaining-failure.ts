import { returnToTransferee } from '../joining.ts';
import { nothing } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import { apologise, leaveTransferorAlone } from '../parting.ts';
import type { ExplainingFailure } from '../state.ts';
import { audioTimed } from '../timing.ts';

/** The transferor hears why the target did not take the call. */
export const explainingFailure: Phase<ExplainingFailure> = {
  AudioStarted: (playing, state) => (playing.audio === state.spoken ? audioTimed(playing) : nothing),
  DeadlinePassed: ({ at }, state) => returnToTransferee(state, at),
  ReturnPressed: ({ at }, state) => returnToTransferee(state, at),
  // He has given up, so nobody is left for the transferee.
  TransferorHungUp: ({ at }, state) => apologise(state, at),
  TransfereeHungUp: ({ at }, state) => leaveTransferorAlone(state, at),
};
