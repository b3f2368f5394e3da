import { type Bus, onStatus } from './bus.ts';
import { ensureStream } from './ensure-stream.ts';
import { hasCode, WRONG_LAST_SEQUENCE } from './jetstream-codes.ts';
import { BadKey, StateConflict, type Store, type Versioned, type Watcher } from './store.ts';
import { storedMessages } from './stored-messages.ts';

/** JetStream's error code: a message could not be deleted. */
const DELETE_FAILED = [10057];
const EXPECTED_HEADER = 'Nats-Expected-Last-Subject-Sequence';
const TTL_HEADER = 'Nats-TTL';
const MAX_BYTES = 512 * 2 ** 20;
/**
 * Long enough for a process that was restarted to carry out what is left, and no longer than the duplicate window of the streams
 * of facts: a final step that is carried out again publishes nothing twice.
 */
const FINAL_TTL_MS = 120_000;

/**
 * Values by key, written with compare-and-set. A bucket is a stream that keeps the last message of each subject;
 * revisions are its sequence numbers. A removed key, or one that was written as final and has had its time, leaves
 * nothing behind, not even a marker.
 */
export class StateStore<T> implements Store<T> {
  readonly #bus: Bus;
  readonly #stream: string;
  readonly #prefix: string;
  /** A message's time to live as JetStream wants it. */
  readonly #finalTtl: string;

  private constructor(bus: Bus, bucket: string, finalTtlMs: number) {
    this.#bus = bus;
    this.#stream = streamOf(bucket);
    this.#prefix = `state.${bucket}.`;
    this.#finalTtl = `${Math.ceil(finalTtlMs / 1_000)}s`;
  }

  /**
   * Open a bucket, made where it does not exist yet.
   *
   * @param bucket - Letters, digits, `-` and `_`.
   * @param ttlMs - Milliseconds after its last write at which a value is dropped. Default 0: never.
   * @param finalTtlMs - The same for a value written as final, rounded up to seconds. Default 120,000: what a process
   *   that dies has left to do must be taken up within this time, be it by another replica or by itself.
   * @param replicas - Copies in a cluster. Default 1.
   */
  static async open<T>(
    bus: Bus,
    options: { bucket: string; ttlMs?: number; finalTtlMs?: number; replicas?: number },
  ): Promise<StateStore<T>> {
    const { bucket, ttlMs = 0, finalTtlMs = FINAL_TTL_MS, replicas = 1 } = options;
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
      messageTtl: true,
      replicas,
    });
    return new StateStore<T>(bus, bucket, finalTtlMs);
  }

  async load(key: string): Promise<Versioned<T> | undefined> {
    await this.#bus.connected();
    const message = await this.#bus.jsm.direct.getMessage(this.#stream, { last_by_subj: this.#subject(key) });
    return message ? { value: message.json<T>(), revision: message.seq } : undefined;
  }

  /**
   * Write a value.
   *
   * @param revision - That of the value it replaces; 0: the key must not exist.
   * @param options.final - It is dropped after `finalTtlMs`, unless something is written in its place.
   * @returns The new revision.
   * @throws {StateConflict} The key is at another revision.
   */
  async save(key: string, value: T, revision: number, { final = false } = {}): Promise<number> {
    await this.#bus.connected();
    try {
      const { seq } = await this.#bus.js.publish(this.#subject(key), JSON.stringify(value), {
        expect: { lastSubjectSequence: revision },
        ...(final ? { ttl: this.#finalTtl } : {}),
      });
      return seq;
    } catch (error) {
      if (hasCode(error, WRONG_LAST_SEQUENCE)) throw new StateConflict(key, revision, { cause: error });
      throw error;
    }
  }

  /**
   * Remove a value. One that is gone is no error. Watchers are not told.
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

  /** Every value that is not final, once, as it was at some moment during the listing. */
  async *list(): AsyncIterable<{ key: string } & Versioned<T>> {
    const listed = new Set<string>();
    // A value that is written meanwhile moves to a later place: it is met at least once.
    for await (const message of storedMessages(this.#bus, this.#stream)) {
      const key = message.subject.slice(this.#prefix.length);
      if (listed.has(key) || message.header.has(TTL_HEADER)) continue;
      listed.add(key);
      yield { key, value: message.json<T>(), revision: message.seq };
    }
  }

  /**
   * Be told of writes over other connections. A write is an ordinary message to the bucket's subject, on its way to the
   * stream as to every subscriber; a connection hears nothing of its own (`noEcho`), so that a process alone pays nothing.
   *
   * What remains: a write is known here one flight of a message after its writer sent it; over a connection that is dead
   * without having been closed, once that is noticed (15 s, see `connectBus`); in a cluster, from the moment on at which
   * the other servers have heard of this subscription.
   */
  watch({ written, missed }: Watcher): void {
    this.#bus.nc.subscribe(`${this.#prefix}*`, {
      callback: (error, message) => {
        if (error) return missed();
        const onto = Number(message.headers?.get(EXPECTED_HEADER) ?? 0);
        written(message.subject.slice(this.#prefix.length), onto);
      },
    });
    onStatus(this.#bus, ['disconnect', 'reconnect'], missed);
  }

  #subject(key: string): string {
    if (!/^[\w=/-]+$/.test(key)) throw new BadKey(`not a key: ${JSON.stringify(key)}`);
    return this.#prefix + key;
  }
}

const streamOf = (bucket: string): string => `STATE_${bucket}`;
