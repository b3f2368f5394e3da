import { explainedShare, gainOf, Library, type Place } from './library.ts';
import { silence, together, tone, unknown } from './sounds.ts';
import {
  callProgressHz,
  phoneTonesHz,
  power,
  powerAt,
  sampleRate,
  silentBelow,
  withoutTone,
} from './tones.ts';

/** One packet of sound, and what was recognised in it. May be corrected for some hundred milliseconds. */
export interface HeardPacket {
  /** Milliseconds since 1970 when the packet arrived. */
  at: number;
  /** Length in ms. */
  lasts: number;
  sound: string;
}

const presentAbove = 0.1; // share of the power that a tone in a mixture has at least
const purelyAbove = 0.97; // share that tones explain where there is nothing else
const mixedAbove = 0.9; // share that tones and a recording explain together
const remembered = 150; // packets, 3 s
const searchAfter = [8, 16, 32, 64]; // unknown packets, with or without pauses, after which a recording is looked for
const packetsSearched = Library.searchedSamples / 160;

interface Remembered {
  heard: HeardPacket;
  samples: Float32Array;
}

/**
 * Recognises the sound of one RTP stream packet by packet.
 *
 * A media relay changes what it sends at packet borders, so a packet has one composition and the time of a switch is
 * exact to the packet. Tones are known at once; a recording needs 160 ms to be found and is then followed sample by
 * sample, and the packets before are corrected.
 */
export class StreamListener {
  readonly #library: Library;
  readonly #past: Remembered[] = [];
  #place: Place | undefined;
  #unexplained = 0;

  constructor(library: Library) {
    this.#library = library;
  }

  /**
   * @param at - Milliseconds since 1970.
   * @param samples - Decoded, 16-bit scale.
   * @param skipped - Samples between the end of the packet before and this one, by RTP time.
   */
  hear(at: number, samples: Float32Array, skipped = 0): HeardPacket {
    if (skipped !== 0) this.#past.length = 0;
    if (this.#place) this.#place = { ...this.#place, offset: this.#place.offset + skipped };
    const sound = this.#recognise(samples);
    const heard: HeardPacket = { at, lasts: (samples.length * 1_000) / sampleRate, sound };
    this.#past.push({ heard, samples });
    if (this.#past.length > remembered) this.#past.shift();
    if (this.#place) this.#place = { ...this.#place, offset: this.#place.offset + samples.length };
    this.#unexplained = sound === unknown ? this.#unexplained + 1 : sound === silence ? this.#unexplained : 0;
    const isDue =
      searchAfter.includes(this.#unexplained) || (this.#unexplained > 64 && this.#unexplained % 64 === 0);
    if (isDue) this.#search();
    return heard;
  }

  #recognise(samples: Float32Array): string {
    const total = power(samples);
    const reference = this.#place ? this.#library.at(this.#place, samples.length) : new Float32Array();
    if (total < silentBelow) {
      const isPause = reference.length === samples.length && power(reference) < silentBelow;
      return isPause && this.#place ? this.#place.name : silence;
    }
    const tones = tonesIn(samples, total);
    if (tones.explained >= purelyAbove) return together(...tones.names);
    if (this.#place && reference.length === samples.length) {
      if (explainedShare(samples, reference) >= 0.8) return this.#place.name;
      const gain = gainOf(samples, reference);
      const rest = samples.map((sample, i) => sample - gain * (reference[i] as number));
      const restTones = tonesIn(rest, power(rest));
      const isMixture =
        gain > 0.2 && gain < 5 && restTones.explained >= mixedAbove && restTones.names.length > 0;
      if (isMixture) return together(...restTones.names, this.#place.name);
      if (explainedShare(samples, reference) >= 0.5) return this.#place.name;
    }
    return unknown;
  }

  /** Samples from the first packet of the sound that is not known yet to the packets in which it is looked for. */
  #playedBefore(): number {
    const isOpen = ({ heard: { sound } }: Remembered) => sound === unknown || sound === silence;
    const lastKnown = this.#past.findLastIndex((one) => !isOpen(one));
    const first = this.#past.findIndex(({ heard }, i) => i > lastKnown && heard.sound === unknown);
    const before = this.#past.slice(first, -packetsSearched);
    return before.reduce((sum, { samples }) => sum + samples.length, 0);
  }

  #search(): void {
    if (this.#past.length < packetsSearched) return;
    const window = this.#past.slice(-packetsSearched);
    const samples = joined(window);
    const place = this.#library.findFromStart(samples, this.#playedBefore()) ?? this.#library.find(samples);
    if (!place) return;
    this.#place = { ...place, offset: place.offset + Library.searchedSamples };
    this.#unexplained = 0;
    let offset = this.#place.offset;
    for (const { heard, samples } of this.#past.toReversed()) {
      offset -= samples.length;
      if (offset < 0) return;
      const reference = this.#library.at({ ...place, offset }, samples.length);
      const isPause = heard.sound === silence && power(reference) < silentBelow;
      // prompts may begin with the same words: the recording that goes on longer was it from the start
      const isIt = !isTone(heard.sound) && explainedShare(samples, reference) >= 0.5;
      if (!isIt && !isPause) return;
      heard.sound = place.name;
    }
  }
}

const joined = (window: readonly Remembered[]): Float32Array => {
  const all = new Float32Array(Library.searchedSamples);
  let at = 0;
  for (const { samples } of window) {
    all.set(samples.subarray(0, all.length - at), at);
    at += samples.length;
  }
  return all;
};

const isTone = (sound: string): boolean => sound.endsWith('Hz');

const tonesIn = (samples: Float32Array, total: number): { names: string[]; explained: number } => {
  const direct = phoneTones(samples, total);
  if (direct.explained >= purelyAbove) return direct;
  const rest = withoutTone(samples, callProgressHz);
  const share = 1 - power(rest) / total;
  if (share < presentAbove) return direct;
  if (share >= purelyAbove) return { names: [tone(callProgressHz)], explained: share };
  const others = phoneTones(rest, total);
  if (others.names.length === 0 || share + others.explained < purelyAbove) return direct;
  return { names: [tone(callProgressHz), ...others.names], explained: share + others.explained };
};

const phoneTones = (samples: Float32Array, total: number): { names: string[]; explained: number } => {
  const names: string[] = [];
  let explained = 0;
  for (const hz of phoneTonesHz) {
    const share = powerAt(samples, hz) / total;
    if (share < presentAbove) continue;
    names.push(tone(hz));
    explained += share;
  }
  return { names, explained };
};
