import { DeadlineExceeded, now } from '../clock.ts';
import { decodeG711 } from '../network/g711.ts';
import type { SeenRtp } from '../network/tap.ts';
import type { Library } from './library.ts';
import type { Sound } from './sounds.ts';
import { type HeardPacket, StreamListener } from './stream.ts';
import { type Segment, timeline } from './timeline.ts';

/** How long to wait for a sound, and for how much of it. */
export interface HearingOptions {
  /** Milliseconds. Default 5,000. */
  withinMs?: number;
  /** How long the sound must be heard without a break, in ms. Default 200. */
  forMs?: number;
  /** Milliseconds since 1970; what was heard before does not count. Default: now. */
  since?: number;
}

const lookEveryMs = 20;
const longestSkip = 8_000; // samples; a larger step of RTP time is another source

/** What one phone hears. */
export class Ear {
  readonly #owner: string;
  readonly #library: Library;
  readonly #packets: HeardPacket[] = [];
  readonly #streams = new Map<string, { listener: StreamListener; ssrc: number; next: number }>();

  /** @param owner - Who hears, for messages. */
  constructor(owner: string, library: Library) {
    this.#owner = owner;
    this.#library = library;
  }

  /** Take in a packet that the phone received; what is no G.711 is left out. */
  receive(packet: SeenRtp): void {
    const samples = decodeG711(packet.payloadType, packet.payload);
    if (!samples) return;
    const stream = this.#streams.get(packet.to) ?? {
      listener: new StreamListener(this.#library),
      ssrc: 0,
      next: 0,
    };
    this.#streams.set(packet.to, stream);
    const step = (packet.timestamp - stream.next) | 0;
    const skipped = stream.ssrc === packet.ssrc && Math.abs(step) < longestSkip ? step : 0;
    stream.ssrc = packet.ssrc;
    stream.next = (packet.timestamp + samples.length) >>> 0;
    this.#packets.push(stream.listener.hear(packet.at, samples, skipped));
  }

  /** What was heard between two times (milliseconds since 1970), without holes. */
  hears(from: number, to: number = now()): Segment[] {
    return timeline(this.#packets, from, to);
  }

  /**
   * Wait until a sound is heard, alone and unbroken.
   *
   * @returns The whole stretch; its `from` may lie before `since`.
   * @throws {DeadlineExceeded} Says what was heard instead.
   */
  async waitToHear(sound: Sound, options: HearingOptions = {}): Promise<Segment> {
    const { withinMs = 5_000, forMs = 200, since = now() } = options;
    const deadline = now() + withinMs;
    for (;;) {
      const heard = this.hears(since);
      const found = heard.find((s) => s.sound === sound && s.to - s.from >= forMs);
      if (found) return this.#whole(found, since);
      if (now() > deadline)
        throw new DeadlineExceeded(
          `${this.#owner} should hear ${sound} within ${withinMs} ms, but heard:\n${printTimeline(heard, since)}`,
        );
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs)); // silence sends no event
    }
  }

  #whole(found: Segment, since: number): Segment {
    if (found.from > since) return found;
    const before = this.hears(since - 10_000, found.to).at(-1);
    return before?.sound === found.sound ? before : found;
  }
}

/** A line a stretch, with milliseconds counted from `zero`. */
export const printTimeline = (segments: readonly Segment[], zero: number): string =>
  segments
    .map(
      ({ sound, from, to }) =>
        `  ${`${(from - zero).toFixed(0)}`.padStart(7)} … ${`${(to - zero).toFixed(0)}`.padStart(7)} ms  ${sound}`,
    )
    .join('\n');
