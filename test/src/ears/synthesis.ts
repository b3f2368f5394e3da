import { encodeALaw } from '../network/g711.ts';
import type { SeenRtp } from '../network/tap.ts';
import { sampleRate } from './tones.ts';

/** A sine of so many milliseconds; amplitude on the 16-bit scale. */
export const sine = (hz: number, ms: number, amplitude = 10_000, phase = 0): Float32Array =>
  Float32Array.from(
    { length: (ms * sampleRate) / 1_000 },
    (_, i) => amplitude * Math.sin(phase + (2 * Math.PI * hz * i) / sampleRate),
  );

/** Sounds at the same time; as long as the first. */
export const mixed = (first: Float32Array, ...others: Float32Array[]): Float32Array =>
  first.map((sample, i) => others.reduce((sum, other) => sum + (other[i] ?? 0), sample));

/** Sounds one after the other. */
export const inTurn = (...sounds: Float32Array[]): Float32Array => {
  const whole = new Float32Array(sounds.reduce((length, sound) => length + sound.length, 0));
  let at = 0;
  for (const sound of sounds) {
    whole.set(sound, at);
    at += sound.length;
  }
  return whole;
};

/** Numbers from 0 to 1, the same for the same seed. */
export const randomNumbers = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** Chords of three notes with overtones, half a second each. */
export const tune = (ms: number, seed: number): Float32Array => {
  const random = randomNumbers(seed);
  const chords: Float32Array[] = [];
  for (let played = 0; played < ms; played += 500) {
    const notes = Array.from({ length: 3 }, () => 196 * 2 ** (Math.floor(random() * 24) / 12));
    const voices = notes.flatMap((hz) => [
      sine(hz, 500, 2_000, random() * 6),
      sine(hz * 2.01, 500, 700),
      sine(hz * 3.02, 500, 300),
    ]);
    const chord = mixed(new Float32Array(500 * 8), ...voices);
    chords.push(chord.map((sample, i) => sample * Math.exp(-i / 3_000)));
  }
  return inTurn(...chords).subarray(0, (ms * sampleRate) / 1_000);
};

/** Something like speech: a buzz of changing pitch through changing resonances, with pauses. */
export const babble = (ms: number, seed: number): Float32Array => {
  const random = randomNumbers(seed);
  const length = (ms * sampleRate) / 1_000;
  const out = new Float32Array(length);
  let [pitch, formant, loud, phase, y1, y2] = [120, 500, 1, 0, 0, 0];
  for (let i = 0; i < length; i++) {
    if (i % 800 === 0)
      [pitch, formant, loud] = [90 + random() * 120, 300 + random() * 2_000, random() > 0.25 ? 1 : 0];
    phase += pitch / sampleRate;
    const pulse = phase >= 1 ? 1 : 0;
    phase %= 1;
    const y =
      (pulse * 8_000 + (random() - 0.5) * 400) * loud +
      1.8 * Math.cos((2 * Math.PI * formant) / sampleRate) * y1 -
      0.81 * y2;
    [y1, y2] = [y, y1];
    out[i] = y;
  }
  return out;
};

/** The sound as 20 ms packets of G.711 A-law that arrive on time from `at` on (milliseconds since 1970). */
export const packets = (sound: Float32Array, at: number, ssrc = 1): SeenRtp[] =>
  Array.from({ length: Math.floor(sound.length / 160) }, (_, i) => ({
    at: at + i * 20,
    from: '10.0.0.1:30000',
    to: '10.0.0.2:20000',
    payloadType: 8,
    sequence: i,
    timestamp: i * 160,
    ssrc,
    payload: Buffer.from(sound.subarray(i * 160, i * 160 + 160).map(encodeALaw)),
  }));
