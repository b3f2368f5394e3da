/** Frequencies that phones may send, in Hz: multiples of 50 Hz, so that they are orthogonal in a 20 ms packet. */
export const phoneTonesHz: readonly number[] = Array.from({ length: 16 }, (_, i) => 500 + i * 100);

/** The frequency of the dial tone, ringback and busy tone, in Hz (ITU-T E.180). */
export const callProgressHz = 425;

/** Samples a second of all sound here. */
export const sampleRate = 8_000;

/** Mean square below which a packet is silent; G.711's own idle noise is under 10 * 10. */
export const silentBelow = 30 * 30;

/** The mean square of the samples, 16-bit scale. */
export const power = (samples: Float32Array): number => {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : sum / samples.length;
};

/** The power of one frequency in the samples, by Goertzel's algorithm; a sine alone gives its whole power. */
export const powerAt = (samples: Float32Array, hz: number): number => {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / sampleRate);
  let before = 0;
  let beforeThat = 0;
  for (const sample of samples) {
    const current = sample + coefficient * before - beforeThat;
    beforeThat = before;
    before = current;
  }
  const magnitude = before * before + beforeThat * beforeThat - coefficient * before * beforeThat;
  return (2 * magnitude) / (samples.length * samples.length);
};

/** What is left of the samples without their part at this frequency (least squares). */
export const withoutTone = (samples: Float32Array, hz: number): Float32Array => {
  const step = (2 * Math.PI * hz) / sampleRate;
  let [cc, ss, cs, xc, xs] = [0, 0, 0, 0, 0];
  samples.forEach((sample, i) => {
    const c = Math.cos(step * i);
    const s = Math.sin(step * i);
    cc += c * c;
    ss += s * s;
    cs += c * s;
    xc += sample * c;
    xs += sample * s;
  });
  const determinant = cc * ss - cs * cs;
  const a = (xc * ss - xs * cs) / determinant;
  const b = (xs * cc - xc * cs) / determinant;
  return samples.map((sample, i) => sample - a * Math.cos(step * i) - b * Math.sin(step * i));
};
