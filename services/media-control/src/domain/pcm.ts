/** Samples of 16 bits, little-endian, mono. */

const BYTES = 2;
const FULL_SCALE = 32_768;

/** Without a constant offset, which nobody hears but which would count as loudness. */
export const withoutOffset = (pcm: Buffer): Buffer => {
  const count = Math.floor(pcm.length / BYTES);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += pcm.readInt16LE(i * BYTES);
  const offset = count === 0 ? 0 : Math.round(sum / count);
  if (offset === 0) return pcm;
  const centred = Buffer.alloc(count * BYTES);
  for (let i = 0; i < count; i++) {
    const sample = pcm.readInt16LE(i * BYTES) - offset;
    centred.writeInt16LE(Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, sample)), i * BYTES);
  }
  return centred;
};

/** The loudest sample, 0 to 1. */
export const peakOf = (pcm: Buffer): number => {
  let peak = 0;
  for (let at = 0; at + BYTES <= pcm.length; at += BYTES)
    peak = Math.max(peak, Math.abs(pcm.readInt16LE(at)));
  return peak / FULL_SCALE;
};
