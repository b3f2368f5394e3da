import { DeliverPolicy, JetStreamApiError } from '@nats-io/jetstream';
import type { Bus } from './bus.ts';
import { ensureStream } from './ensure-stream.ts';

/** A value with the revision that the next write must name. */
export type Versioned<T> = { value: T; revision: number };

/** Somebody else has written (or removed) the value since it was loaded. Load it again and decide again. */
export class StateConflict extends Error {
  readonly code = 'STATE_CONFLICT';
  override readonly name = 'StateConflict';
  readonly key: string;
  readonly revision: number;

  constructor(key: string, revision: number, options?: ErrorOptions) {
    super(`${key} is no longer at revision ${revision}`, options);
    this.key = key;
    this.revision = revision;
  }
}

/** A key that cannot be one word of a NATS subject. */
export class BadKey extends Error {
  readonly code = 'BAD_KEY';
  override readonly name = 'BadKey';
}

/** What a workflow needs of a store. */
export type Store<T> = {
  load(key: string): Promise<Versioned<T> | undefined>;
  save(key: string, value: T, revision: number): Promise<number>;
  remove(key: string, revision?: number): Promise<void>;
};

/** JetStream's error codes: `Nats-Expected-Last-Subject-Sequence` does not hold; a message could not be deleted. */
const WRONG_LAST_SEQUENCE = [10071, 10164];
const DELETE_FAILED = [10057];
const MAX_BYTES = 512 * 2 ** 20;

/**
 * Values by key, written with compare-and-set. A bucket is a stream that keeps the last message of each subject;
 * revisions are its sequence numbers. A removed key leaves nothing behind, not even a marker.
 */
export class StateStore<T> implements Store<T> {
  readonly #bus: Bus;
  readonly #stream: string;
  readonly #prefix: string;

  private constructor(bus: Bus, bucket: string) {
    this.#bus = bus;
    this.#stream = streamOf(bucket);
    this.#prefix = `state.${bucket}.`;
  }

  /**
   * Open a bucket, made where it does not exist yet.
   *
   * @param bucket - Letters, digits, `-` and `_`.
   * @param ttlMs - Milliseconds after its last write at which a value is dropped. Default 0: never.
   * @param replicas - Copies in a cluster. Default 1.
   */
  static async open<T>(
    bus: Bus,
    { bucket, ttlMs = 0, replicas = 1 }: { bucket: string; ttlMs?: number; replicas?: number },
  ): Promise<StateStore<T>> {
    await ensureStream(bus, {
      name: streamOf(bucket),
      subjects: [`state.${bucket}.*`],
      description: `State of ${bucket}`,
      maxAgeMs: ttlMs,
      maxBytes: MAX_BYTES,
      maxPerSubject: 1,
      // State must never be dropped to make room: refuse the write, which its writer sees.
      discard: 'new',
      direct: true,
      replicas,
    });
    return new StateStore<T>(bus, bucket);
  }

  async load(key: string): Promise<Versioned<T> | undefined> {
    const message = await this.#bus.jsm.direct.getMessage(this.#stream, { last_by_subj: this.#subject(key) });
    return message ? { value: message.json<T>(), revision: message.seq } : undefined;
  }

  /**
   * Write a value.
   *
   * @param revision - That of the value it replaces; 0: the key must not exist.
   * @returns The new revision.
   * @throws {StateConflict} The key is at another revision.
   */
  async save(key: string, value: T, revision: number): Promise<number> {
    try {
      const expect = { lastSubjectSequence: revision };
      const { seq } = await this.#bus.js.publish(this.#subject(key), JSON.stringify(value), { expect });
      return seq;
    } catch (error) {
      if (hasCode(error, WRONG_LAST_SEQUENCE)) throw new StateConflict(key, revision, { cause: error });
      throw error;
    }
  }

  /**
   * Remove a value. One that is gone is no error.
   *
   * @param revision - Remove just this revision. Default: whatever is there.
   * @throws {StateConflict} A newer revision is there.
   */
  async remove(key: string, revision?: number): Promise<void> {
    const sequence = revision ?? (await this.load(key))?.revision;
    if (sequence === undefined) return;
    try {
      // A subject has one message, so that the sequence exists just as long as it is the key's latest.
      await this.#bus.jsm.streams.deleteMessage(this.#stream, sequence, false);
    } catch (error) {
      if (!hasCode(error, DELETE_FAILED)) throw error;
      const stored = await this.load(key);
      if (stored?.revision === sequence) throw error;
      if (stored) throw new StateConflict(key, sequence, { cause: error });
    }
  }

  /** Every value, as it was at some moment during the listing. */
  async *list(): AsyncIterable<{ key: string } & Versioned<T>> {
    const latest = await this.#bus.jsm.direct.getLastMessagesFor(this.#stream, {
      multi_last: [`${this.#prefix}*`],
    });
    for await (const message of latest) {
      yield {
        key: message.subject.slice(this.#prefix.length),
        value: message.json<T>(),
        revision: message.seq,
      };
    }
  }

  #subject(key: string): string {
    if (!/^[\w=/-]+$/.test(key)) throw new BadKey(`not a key: ${JSON.stringify(key)}`);
    return this.#prefix + key;
  }
}

const streamOf = (bucket: string): string => `STATE_${bucket}`;

const hasCode = (error: unknown, codes: number[]): boolean =>
  error instanceof JetStreamApiError && codes.includes(error.code);
