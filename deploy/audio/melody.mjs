/**
 * The system melody: a slow pentatonic tune over a pad of fifths, without a pause and ending where it begins.
 *
 * Its scale is tuned so that it can be told from the tones of telephony and of tests by ear and by measurement: no partial
 * lies between 392 and 458 Hz (dial tone, ringback and busy are 425 Hz) nor within 13 Hz of a multiple of 100 Hz above that.
 */
const ROOT_HZ = 229;
const BEAT_S = 0.65;
/** Semitones of the scale's ten notes over the root. */
const SCALE = [0, 2, 4, 7, 9, 12, 14, 16, 19, 21];

/** [note of the scale, beats] */
const TUNE = [
  [2, 2],
  [4, 1],
  [5, 1],
  [7, 2],
  [5, 1],
  [4, 1],
  [3, 2],
  [4, 1],
  [2, 1],
  [1, 2],
  [0, 2],
  [2, 1],
  [3, 1],
  [4, 2],
  [6, 1],
  [5, 1],
  [4, 2],
  [3, 1],
  [2, 1],
  [1, 1],
  [3, 1],
  [0, 4],
];

/** Two notes that sound through each bar of four beats. */
const PAD = [
  [0, 3],
  [0, 4],
  [1, 3],
  [0, 3],
  [2, 4],
  [0, 4],
  [1, 3],
  [0, 3],
  [0, 3],
];

const hz = (note) => ROOT_HZ * 2 ** (SCALE[note] / 12);

/** Rises in 30 ms, falls to two thirds while it sounds, and out in 120 ms that overlap with the next note. */
const envelope = (second, length) => {
  const rise = Math.min(1, second / 0.03);
  const fall = second < length ? 1 : Math.max(0, 1 - (second - length) / 0.12);
  return rise * fall * (2 / 3 + Math.exp(-3 * second) / 3);
};

/** @returns {Int16Array} One round of the melody. */
export const melody = (rate) => {
  const beats = TUNE.reduce((sum, [, length]) => sum + length, 0);
  const samples = new Float64Array(Math.round(beats * BEAT_S * rate));
  const add = (note, fromBeat, length, loudness, overtone) => {
    const start = Math.round(fromBeat * BEAT_S * rate);
    const seconds = length * BEAT_S;
    for (let i = 0; i < (seconds + 0.12) * rate; i++) {
      const phase = (2 * Math.PI * hz(note) * i) / rate;
      const wave = Math.sin(phase) + overtone * Math.sin(2 * phase);
      samples[(start + i) % samples.length] += loudness * envelope(i / rate, seconds) * wave;
    }
  };
  let beat = 0;
  for (const [note, length] of TUNE) {
    add(note, beat, length, 0.3, 0.25);
    beat += length;
  }
  PAD.slice(0, Math.ceil(beats / 4)).forEach((notes, bar) => {
    for (const note of notes) add(note, bar * 4, Math.min(4, beats - bar * 4), 0.12, 0);
  });
  return Int16Array.from(samples, (sample) => Math.round(sample * 20_000));
};
