import type { Bus } from './bus.ts';
import { ensureStream } from './ensure-stream.ts';
import { hasCode, WRONG_LAST_SEQUENCE } from './jetstream-codes.ts';
import { BadKey } from './store.ts';
import { storedMessages } from './stored-messages.ts';

const MAX_BYTES = 64 * 2 ** 20;

/** One that is taken, or is being asked for. */
export interface Place {
  /** What the places belong to: one word of a subject. */
  readonly owner: string;
  /** Who has it: one word of a subject. */
  readonly holder: string;
}

/**
 * Places that are scarce, counted over all processes. Each is a message; those that were stored first have one. Whoever asks
 * stores his first and counts afterwards, so that of two who ask at once both see the earlier, and there are never more
 * holders than places. Where a place is given back in the same instant, one may be refused that was just free.
 */
export class Places {
  readonly #bus: Bus;
  readonly #stream: string;
  readonly #prefix: string;

  private constructor(bus: Bus, name: string) {
    this.#bus = bus;
    this.#stream = streamOf(name);
    this.#prefix = `places.${name}.`;
  }

  /** @param name - Of the kind of places: letters, digits, `-` and `_`. */
  static async open(bus: Bus, { name, replicas = 1 }: { name: string; replicas?: number }): Promise<Places> {
    await ensureStream(bus, {
      name: streamOf(name),
      subjects: [`places.${name}.*.*`],
      description: `Places taken: ${name}`,
      maxAgeMs: 0,
      maxBytes: MAX_BYTES,
      maxPerSubject: 1,
      // One that is forgotten would be given away twice.
      discard: 'new',
      direct: true,
      replicas,
    });
    return new Places(bus, name);
  }

  /**
   * Ask for a place, or ask again whether one has it. Whoever is refused is to `free` as well.
   *
   * @param limit - Places that the owner has, > 0.
   * @returns Whether the holder has one.
   */
  async take(place: Place, limit: number): Promise<boolean> {
    const subject = this.#subject(place);
    await this.#bus.connected();
    try {
      const onlyOnce = { expect: { lastSubjectSequence: 0 } };
      await this.#bus.js.publish(subject, JSON.stringify({ at: Date.now() }), onlyOnce);
    } catch (error) {
      if (!hasCode(error, WRONG_LAST_SEQUENCE)) throw error; // else it was asked for before
    }
    let before = 0;
    for await (const message of storedMessages(this.#bus, this.#stream, `${this.#prefix}${place.owner}.*`)) {
      // A server that lags behind shows all that came before this message, if it shows the message.
      if (message.subject === subject) return true;
      before += 1;
      if (before >= limit) return false;
    }
    return false;
  }

  /** Give a place back. One that was not taken is no error. */
  async free(place: Place): Promise<void> {
    await this.#bus.connected();
    await this.#bus.jsm.streams.purge(this.#stream, { filter: this.#subject(place) });
  }

  /** All that are taken or being asked for. */
  async *list(): AsyncIterable<Place> {
    for await (const { subject } of storedMessages(this.#bus, this.#stream)) {
      const [owner = '', holder = ''] = subject.slice(this.#prefix.length).split('.');
      yield { owner, holder };
    }
  }

  #subject({ owner, holder }: Place): string {
    for (const word of [owner, holder]) {
      if (!/^[\w=/-]+$/.test(word)) throw new BadKey(`not a key: ${JSON.stringify(word)}`);
    }
    return `${this.#prefix}${owner}.${holder}`;
  }
}

const streamOf = (name: string): string => `PLACES_${name}`;
