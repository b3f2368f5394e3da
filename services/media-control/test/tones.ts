import { writeFile } from 'node:fs/promises';

/** Samples a second, everywhere in these tests. */
export const RATE = 8_000;
const AMPLITUDE = 8_000;
/** A tone counts as heard where it makes up this part of all energy. */
const SHARE = 0.2;
/** Root mean square under which a party hears silence. */
const SILENCE = 50;

/** A sine of `hz` at constant loudness, 16 bits. */
export const sine = (hz: number, ms: number): number[] =>
  Array.from({ length: (ms * RATE) / 1000 }, (_, i) =>
    Math.round(AMPLITUDE * Math.sin((2 * Math.PI * hz * i) / RATE)),
  );

/** Which part of the energy of `samples` is at `hz`, 0 to 1 (Goertzel's algorithm). */
export const share = (samples: readonly number[], hz: number): number => {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  let [previous, beforeThat, energy] = [0, 0, 0];
  for (const sample of samples) {
    [previous, beforeThat] = [sample + coefficient * previous - beforeThat, previous];
    energy += sample * sample;
  }
  if (energy === 0) return 0;
  const power = previous ** 2 + beforeThat ** 2 - coefficient * previous * beforeThat;
  return (2 * power) / (samples.length * energy);
};

/** Those of `candidates`, in Hz, that are heard in the samples. */
export const heard = (samples: readonly number[], candidates: readonly number[]): number[] =>
  isSilent(samples) ? [] : candidates.filter((hz) => share(samples, hz) > SHARE);

export const isSilent = (samples: readonly number[]): boolean =>
  samples.length === 0 || Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length) < SILENCE;

/** Write a WAV file of 16-bit PCM, mono. */
export const writeWav = async (path: string, samples: readonly number[]): Promise<void> => {
  const data = Buffer.from(Int16Array.from(samples).buffer);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // mono
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  await writeFile(path, Buffer.concat([header, data]));
};
