/** In-place radix-2 fast Fourier transform of a fixed power-of-two length. */
export class Fft {
  readonly length: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  constructor(length: number) {
    this.length = length;
    this.#cos = Float64Array.from({ length: length / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / length));
    this.#sin = Float64Array.from({ length: length / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / length));
  }

  forward(re: Float64Array, im: Float64Array): void {
    const n = this.length;
    for (let i = 1, j = 0; i < n; i++) {
      let bit = n >> 1;
      for (; j & bit; bit >>= 1) j ^= bit;
      j ^= bit;
      if (i < j) {
        [re[i], re[j]] = [re[j] as number, re[i] as number];
        [im[i], im[j]] = [im[j] as number, im[i] as number];
      }
    }
    for (let size = 2; size <= n; size *= 2) {
      const half = size / 2;
      const stride = n / size;
      for (let start = 0; start < n; start += size) {
        for (let k = 0; k < half; k++) {
          const c = this.#cos[k * stride] as number;
          const s = -(this.#sin[k * stride] as number);
          const [p, q] = [start + k, start + k + half];
          const r = (re[q] as number) * c - (im[q] as number) * s;
          const t = (re[q] as number) * s + (im[q] as number) * c;
          re[q] = (re[p] as number) - r;
          im[q] = (im[p] as number) - t;
          re[p] = (re[p] as number) + r;
          im[p] = (im[p] as number) + t;
        }
      }
    }
  }

  /** The inverse transform, not divided by the length. */
  inverse(re: Float64Array, im: Float64Array): void {
    this.forward(im, re);
  }
}
