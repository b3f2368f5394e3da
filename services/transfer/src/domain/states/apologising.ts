import { end } from '../ending.ts';
import { hangUp } from '../letting-go.ts';
import { all, nothing } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import type { Apologising } from '../state.ts';
import { audioTimed } from '../timing.ts';

/** The transferee hears an apology, then is hung up. */
export const apologising: Phase<Apologising> = {
  AudioStarted: (playing, state) => (playing.audio === state.spoken ? audioTimed(playing) : nothing),
  DeadlinePassed: ({ at }, state) => all(end(state, 'apologised', at), hangUp(state.transferee, at)),
  TransfereeHungUp: ({ at }, state) => end(state, 'apologised', at),
  TransferorHungUp: () => nothing,
};
