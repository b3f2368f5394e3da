/** Samples of 16 bits, little-endian, mono. */

const BYTES = 2;
const FULL_SCALE = 32_768;

/** Without a constant offset, which nobody hears but which would count as loudness. */
export const withoutOffset = (pcm: Buffer): Buffer => {
  const samples = samplesOf(pcm);
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i] ?? 0;
  const offset = samples.length === 0 ? 0 : Math.round(sum / samples.length);
  if (offset === 0) return pcm;
  const centred = samples.map((sample) => Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, sample - offset)));
  return Buffer.from(centred.buffer);
};

/** The loudest sample, 0 to 1. */
export const peakOf = (pcm: Buffer): number => {
  let peak = 0;
  const samples = samplesOf(pcm);
  for (let i = 0; i < samples.length; i++) peak = Math.max(peak, Math.abs(samples[i] ?? 0));
  return peak / FULL_SCALE;
};

/** As the processor has them, which is little-endian too: five minutes are gone through in a few milliseconds. */
const samplesOf = (pcm: Buffer): Int16Array<ArrayBuffer> => {
  const bytes = new Uint8Array(pcm); // a copy, so that it begins at an even address
  return new Int16Array(bytes.buffer, 0, Math.floor(bytes.length / BYTES));
};
