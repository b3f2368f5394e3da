/**
 * What can be heard, as a word: `700 Hz` (a phone's tone), `music`, `dial-tone`, `ringback`, `busy`, `425 Hz` (a burst
 * of call progress tone that is none of these, or not yet), `prompt:<name>`, `silence`, or `unknown`. Sounds together
 * are joined by ` + ` in this order: tones by frequency, then recordings.
 */
export type Sound = string;

export const silence: Sound = 'silence';
export const unknown: Sound = 'unknown';
export const music: Sound = 'music';
export const dialTone: Sound = 'dial-tone';
export const ringback: Sound = 'ringback';
export const busy: Sound = 'busy';

/** A phone's tone. */
export const tone = (hz: number): Sound => `${hz} Hz`;

/** Several sounds at the same time; none is silence. */
export const together = (...sounds: Sound[]): Sound =>
  sounds.length === 0
    ? silence
    : [...new Set(sounds)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).join(' + ');

/** The single sounds of a mixture. */
export const parts = (sound: Sound): Sound[] => sound.split(' + ');
