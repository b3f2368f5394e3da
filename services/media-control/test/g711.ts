/** ITU-T G.711, the two laws of PCM at 8,000 samples a second. */
export type Law = 'PCMA' | 'PCMU';

/** RTP payload types of RFC 3551 §6. */
export const payloadTypes: Readonly<Record<Law, number>> = { PCMU: 0, PCMA: 8 };

const decodeA = (byte: number): number => {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const mantissa = ((code & 0x0f) << 4) + 8;
  const size = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return code & 0x80 ? size : -size;
};

const decodeU = (byte: number): number => {
  const code = ~byte & 0xff;
  const size = ((((code & 0x0f) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
  return code & 0x80 ? -size : size;
};

const tables: Readonly<Record<Law, readonly number[]>> = {
  PCMA: Array.from({ length: 256 }, (_, byte) => decodeA(byte)),
  PCMU: Array.from({ length: 256 }, (_, byte) => decodeU(byte)),
};

/** Samples of 16 bits. */
export const decodeG711 = (law: Law, payload: Uint8Array): number[] =>
  Array.from(payload, (byte) => tables[law][byte] ?? 0);

/** The nearest code for each sample. Slow, so a test encodes its tone once. */
export const encodeG711 = (law: Law, samples: readonly number[]): Uint8Array =>
  Uint8Array.from(samples, (sample) => {
    let best = 0;
    for (let code = 1; code < 256; code++) {
      if (Math.abs((tables[law][code] ?? 0) - sample) < Math.abs((tables[law][best] ?? 0) - sample))
        best = code;
    }
    return best;
  });
