import { end } from '../ending.ts';
import { hangUp } from '../letting-go.ts';
import { all, nothing } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import type { InVoicemail } from '../state.ts';
import { audioTimed } from '../timing.ts';

/** The transferee hears the greeting of a voicemail box, then is hung up. */
export const inVoicemail: Phase<InVoicemail> = {
  AudioStarted: (playing, state) => (playing.audio === state.spoken ? audioTimed(playing) : nothing),
  DeadlinePassed: ({ at }, state) => all(end(state, 'voicemail', at), hangUp(state.transferee, at)),
  TransfereeHungUp: ({ at }, state) => end(state, 'voicemail', at),
  TransferorHungUp: () => nothing,
};
