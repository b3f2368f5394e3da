/** Static RTP payload types of G.711 (RFC 3551 §6). */
export const pcmuType = 0;
export const pcmaType = 8;

const expandALaw = (code: number): number => {
  const value = code ^ 0x55;
  const segment = (value & 0x70) >> 4;
  const magnitude = ((value & 0x0f) << 4) + 8;
  const sample = segment === 0 ? magnitude : (magnitude + 0x100) << (segment - 1);
  return value & 0x80 ? sample : -sample;
};

const expandMuLaw = (code: number): number => {
  const value = ~code & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + 0x84) << ((value & 0x70) >> 4)) - 0x84;
  return value & 0x80 ? -magnitude : magnitude;
};

const table = (expand: (code: number) => number): Float32Array =>
  Float32Array.from({ length: 256 }, (_, code) => expand(code));

const tables = new Map([
  [pcmaType, table(expandALaw)],
  [pcmuType, table(expandMuLaw)],
]);

/**
 * Decode G.711 (ITU-T G.711) to linear samples of 16-bit scale at 8,000 Hz.
 *
 * @returns undefined for any other payload type.
 */
export const decodeG711 = (payloadType: number, payload: Uint8Array): Float32Array | undefined => {
  const expansion = tables.get(payloadType);
  return expansion && Float32Array.from(payload, (code) => expansion[code] as number);
};

const decisions = Array.from({ length: 256 }, (_, code) => [expandALaw(code), code] as const).sort(
  ([a], [b]) => a - b,
);

/** The A-law code nearest to a sample of 16-bit scale. */
export const encodeALaw = (sample: number): number => {
  let [low, high] = [0, decisions.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const border = ((decisions[middle]?.[0] as number) + (decisions[middle + 1]?.[0] as number)) / 2;
    if (sample > border) low = middle + 1;
    else high = middle;
  }
  return decisions[low]?.[1] as number;
};
