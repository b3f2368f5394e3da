import { Fft } from './fft.ts';
import { power, sampleRate, silentBelow } from './tones.ts';

/** A place in a known recording. */
export interface Place {
  /** The recording's name. */
  name: string;
  /** Sample of the recording. */
  offset: number;
}

interface Entry {
  name: string;
  start: number;
  samples: Float32Array;
  /** Start of the first packet that is not silent. */
  firstSound: number;
}

interface Spectrum {
  re: Float64Array;
  im: Float64Array;
}

const decimation = 4;
const packet = 160; // samples: media are played in packets of 20 ms
const candidates = 300;
const blockLength = 32_768;
const candidateAbove = 0.6;
/** Share of a sound's power that a recording must explain for us to believe that it is playing. */
export const explainedAbove = 0.9;
const searchedSamples = 1_280; // 160 ms, 320 values at 2 kHz

/** The recordings that the stack may play, to be recognised in what a phone hears (a matched filter). */
export class Library {
  readonly #entries: Entry[] = [];
  readonly #coarse: Float64Array;
  readonly #energy: Float64Array;
  readonly #spectra: Spectrum[] = [];
  readonly #fft = new Fft(blockLength);
  readonly #step = blockLength - searchedSamples / decimation;

  /** @param recordings - Name and samples at 8,000 Hz. */
  constructor(recordings: Iterable<readonly [name: string, samples: Float32Array]>) {
    let start = 0;
    for (const [name, samples] of recordings) {
      this.#entries.push({ name, start, samples, firstSound: firstSoundOf(samples) });
      start += Math.ceil((samples.length + searchedSamples) / decimation) * decimation;
    }
    const all = new Float32Array(start);
    for (const entry of this.#entries) all.set(entry.samples, entry.start);
    this.#coarse = decimate(all);
    this.#energy = new Float64Array(this.#coarse.length + 1);
    this.#coarse.forEach((value, i) => {
      this.#energy[i + 1] = (this.#energy[i] as number) + value * value;
    });
    for (let at = 0; at < this.#coarse.length; at += this.#step) {
      const re = new Float64Array(blockLength);
      const im = new Float64Array(blockLength);
      re.set(this.#coarse.subarray(at, at + blockLength));
      this.#fft.forward(re, im);
      this.#spectra.push({ re, im });
    }
  }

  /** Number of samples that {@link find} needs. */
  static readonly searchedSamples = searchedSamples;

  /** The recording's samples from this place on, shorter at its end. */
  at(place: Place, count: number): Float32Array {
    const entry = this.#entries.find(({ name }) => name === place.name);
    return entry?.samples.subarray(Math.max(0, place.offset), place.offset + count) ?? new Float32Array();
  }

  /**
   * As {@link find}, but only for a recording that is played from its start: cheap, so it is tried first.
   *
   * @param played - Samples since the sound began.
   */
  findFromStart(samples: Float32Array, played: number): Place | undefined {
    let best: { place: Place; explained: number } | undefined;
    for (const { name, firstSound } of this.#entries) {
      for (const early of [-packet, 0, packet]) {
        const place = { name, offset: firstSound + early + played };
        const explained = place.offset < 0 ? 0 : explainedShare(samples, this.at(place, samples.length));
        if (explained > (best?.explained ?? explainedAbove)) best = { place, explained };
      }
    }
    return best?.place;
  }

  /**
   * Where in which recording the first of these samples lies; undefined where none explains them.
   *
   * Music repeats itself: several places may be alike at 2 kHz, so the best ones are compared sample by sample.
   */
  find(samples: Float32Array): Place | undefined {
    let best: { place: Place; explained: number } | undefined;
    for (const position of this.#candidates(decimate(samples.subarray(0, searchedSamples)))) {
      for (let lag = 1 - decimation; lag < decimation; lag++) {
        const place = this.#place(position * decimation + lag);
        const explained = place ? explainedShare(samples, this.at(place, samples.length)) : 0;
        if (place && explained > (best?.explained ?? explainedAbove)) best = { place, explained };
      }
    }
    return best?.place;
  }

  #place(position: number): Place | undefined {
    const entry = this.#entries.findLast(({ start }) => start <= position);
    return entry && { name: entry.name, offset: position - entry.start };
  }

  /** The places (in values at 2 kHz) that resemble the template most. */
  #candidates(template: Float64Array): number[] {
    const re = new Float64Array(blockLength);
    const im = new Float64Array(blockLength);
    re.set(template);
    this.#fft.forward(re, im);
    const norm = Math.sqrt(template.reduce((sum, value) => sum + value * value, 0));
    const found: { position: number; correlation: number }[] = [];
    this.#spectra.forEach((spectrum, block) => {
      const correlations = this.#correlate(spectrum, { re, im });
      for (let i = 0; i < this.#step; i++) {
        const position = block * this.#step + i;
        const end = position + template.length;
        if (end > this.#coarse.length) break;
        const energy = (this.#energy[end] as number) - (this.#energy[position] as number);
        const correlation = (correlations[i] as number) / (norm * Math.sqrt(energy));
        if (energy < template.length || correlation < candidateAbove) continue;
        const last = found.at(-1);
        if (last && position - last.position < 2) {
          if (correlation > last.correlation) found[found.length - 1] = { position, correlation };
        } else found.push({ position, correlation });
      }
    });
    return found
      .sort((a, b) => b.correlation - a.correlation)
      .slice(0, candidates)
      .map(({ position }) => position);
  }

  /** Correlation of one block of the recordings with the template, by the correlation theorem. */
  #correlate(block: Spectrum, template: Spectrum): Float64Array {
    const re = new Float64Array(blockLength);
    const im = new Float64Array(blockLength);
    for (let i = 0; i < blockLength; i++) {
      const [a, b] = [block.re[i] as number, block.im[i] as number];
      const [c, d] = [template.re[i] as number, template.im[i] as number];
      re[i] = (a * c + b * d) / blockLength;
      im[i] = (b * c - a * d) / blockLength;
    }
    this.#fft.inverse(re, im);
    return re;
  }
}

const firstSoundOf = (samples: Float32Array): number => {
  for (let at = 0; at < samples.length; at += packet)
    if (power(samples.subarray(at, at + packet)) >= silentBelow) return at;
  return 0;
};

/** The share of the samples' power that a multiple of the reference explains, 0 to 1; 0 for a reference in opposite phase. */
export const explainedShare = (samples: Float32Array, reference: Float32Array): number => {
  const gain = gainOf(samples, reference);
  if (gain <= 0) return 0;
  return (gain * gain * power(reference) * reference.length) / (power(samples) * samples.length);
};

/** How loud the reference is in the samples, by least squares. */
export const gainOf = (samples: Float32Array, reference: Float32Array): number => {
  let product = 0;
  let energy = 0;
  reference.forEach((value, i) => {
    product += value * (samples[i] ?? 0);
    energy += value * value;
  });
  return energy === 0 ? 0 : product / energy;
};

const lowPass = (() => {
  const half = 16;
  const cutoff = 900 / sampleRate;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, i) => {
    const x = i - half;
    const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
    return sinc * (0.54 + 0.46 * Math.cos((Math.PI * x) / half));
  });
  return { half, taps };
})();

const decimate = (samples: Float32Array): Float64Array =>
  Float64Array.from({ length: Math.floor(samples.length / decimation) }, (_, i) => {
    let sum = 0;
    lowPass.taps.forEach((tap, k) => {
      sum += tap * (samples[i * decimation + k - lowPass.half] ?? 0);
    });
    return sum;
  });
