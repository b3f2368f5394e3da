import { end } from '../ending.ts';
import { hangUp } from '../letting-go.ts';
import { all, nothing, type Outcome } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import type { Apologising, InVoicemail } from '../state.ts';
import { audioTimed } from '../timing.ts';

/** The transferee hears a message, then is hung up. */
const lastWords = (outcome: Outcome): Phase<Apologising | InVoicemail> => ({
  AudioStarted: (playing, state) => (playing.audio === state.spoken ? audioTimed(playing) : nothing),
  DeadlinePassed: ({ at }, state) => all(end(state, outcome, at), hangUp(state.transferee, at)),
  TransfereeHungUp: ({ at }, state) => end(state, outcome, at),
  TransferorHungUp: () => nothing,
});

export const apologising = lastWords('apologised');

/** The greeting of a voicemail box. */
export const inVoicemail = lastWords('voicemail');
