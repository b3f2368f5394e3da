import { KeyedQueue, type Log } from '@cordboard/messaging';
import { within } from '@cordboard/service';
import type { Recording } from '../domain/catalogue.ts';
import { TooManyRecordings } from '../domain/errors.ts';
import { recordingKey } from '../domain/names.ts';
import type { RecordingShelf, RecordingStore, ShelvedRecording, StoredRecording } from './recording-store.ts';

/** What the service needs to keep recordings. */
export interface RecordingsOptions {
  readonly store: RecordingStore;
  readonly shelf: RecordingShelf;
  /** Make a file of ours of an uploaded one. @throws {BadRequest} */
  readonly convert: (content: Buffer) => Promise<{ wav: Buffer; durationMs: number }>;
  /** How many a tenant may have. */
  readonly perDomain: number;
  readonly now: () => number;
  readonly log: Log;
}

/** Milliseconds that a call waits for a recording that is not here yet. */
const FETCH_MS = 1_000;
/** Recordings that are fetched at the same time, where many are. */
const FETCHES = 4;

/**
 * The tenants' recordings: kept in the store, and each at hand on this machine before it is needed. While the store is away,
 * what is here goes on being played.
 */
export class Recordings {
  readonly #options: RecordingsOptions;
  readonly #here = new Map<string, ShelvedRecording>();
  /** Of one key, one thing after another. */
  readonly #turns = new KeyedQueue();
  /** What is fetched to be in step. What a hearing needs does not wait behind it. */
  readonly #fetches = new KeyedQueue(FETCHES);
  /** Whether all that the store has is here. */
  #isInStep = false;
  #syncing: Promise<void> | undefined;
  #isSyncWanted = false;

  private constructor(options: RecordingsOptions) {
    this.#options = options;
  }

  /** With what an earlier process left; what the store has comes by and by. */
  static async open(options: RecordingsOptions): Promise<Recordings> {
    const recordings = new Recordings(options);
    for (const recording of await options.shelf.load()) recordings.#here.set(recording.key, recording);
    options.store.follow({
      changed: (key) => void recordings.#follow(key),
      missed: () => void recordings.sync(),
    });
    return recordings;
  }

  /** @throws {BadRequest} @throws {TooManyRecordings} @throws {RecordingsUnavailable} */
  async upload(domain: string, name: string, content: Buffer): Promise<StoredRecording> {
    const { store, shelf, convert, now } = this.#options;
    const key = recordingKey(domain, name);
    await this.#mustHaveRoom(domain, key); // before the work
    const { wav, durationMs } = await convert(content);
    await this.#mustHaveRoom(domain, key); // others have come meanwhile
    return this.#turns.run(key, async () => {
      const recording = await store.put({ key, durationMs, uploadedAtMs: now() }, wav);
      this.#here.set(key, await shelf.put(recording, wav));
      return recording;
    });
  }

  /** In the order of their names. @throws {RecordingsUnavailable} */
  async list(domain: string): Promise<readonly StoredRecording[]> {
    const all = await this.#options.store.list();
    return all
      .filter(({ key }) => key.startsWith(recordingKey(domain, '')))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** One that is not there is no error. @throws {RecordingsUnavailable} */
  async remove(domain: string, name: string): Promise<void> {
    const key = recordingKey(domain, name);
    await this.#turns.run(key, async () => {
      await this.#options.store.remove(key);
      this.#here.delete(key);
    });
  }

  /**
   * The recording, if the tenant has it.
   *
   * @param isNeeded - There is nothing else to play. Then, and as long as this process has not seen all that the store has, one that is
   *   not here is looked for in the store, for a second at most.
   */
  async find(domain: string, name: string, isNeeded: boolean): Promise<Recording | undefined> {
    const key = recordingKey(domain, name);
    const here = this.#here.get(key);
    if (here || !this.#options.store.isThere() || (this.#isInStep && !isNeeded)) return here;
    await within(FETCH_MS, this.#refresh(key)).catch((err) =>
      this.#options.log.warn({ err, key }, 'a recording could not be fetched'),
    );
    return this.#here.get(key);
  }

  /** Names of those that are here. */
  namesOf(domain: string): readonly string[] {
    const start = recordingKey(domain, '');
    return [...this.#here.keys()]
      .filter((key) => key.startsWith(start))
      .map((key) => key.slice(start.length));
  }

  /**
   * Bring everything here that the store has, and drop what it has no longer. Resolves when that is done or has failed; at once while the store
   * is away.
   */
  async sync(): Promise<void> {
    if (!this.#options.store.isThere()) return;
    this.#isSyncWanted = true;
    this.#syncing ??= this.#syncWhileWanted().finally(() => {
      this.#syncing = undefined;
    });
    return this.#syncing;
  }

  async #mustHaveRoom(domain: string, key: string): Promise<void> {
    const { perDomain } = this.#options;
    const others = (await this.list(domain)).filter((recording) => recording.key !== key);
    if (others.length >= perDomain) throw new TooManyRecordings(domain, perDomain);
  }

  async #syncWhileWanted(): Promise<void> {
    while (this.#isSyncWanted) {
      this.#isSyncWanted = false;
      try {
        await this.#syncOnce();
        this.#isInStep = true;
      } catch (err) {
        this.#isInStep = false;
        this.#options.log.warn({ err }, 'the recordings are not in step with the store');
      }
    }
  }

  async #syncOnce(): Promise<void> {
    const { store, shelf } = this.#options;
    const stored = await store.list();
    const isHere = ({ key, version }: StoredRecording): boolean => this.#here.get(key)?.version === version;
    const known = new Set(stored.map(({ key }) => key));
    const changed = [
      ...stored.filter((recording) => !isHere(recording)).map(({ key }) => key),
      ...[...this.#here.keys()].filter((key) => !known.has(key)),
    ];
    await Promise.all(changed.map((key) => this.#fetches.run(key, () => this.#refresh(key))));
    await shelf.sweep(new Set([...this.#here.values()].map(({ path }) => path)));
  }

  async #follow(key: string): Promise<void> {
    try {
      await this.#refresh(key);
    } catch (err) {
      this.#options.log.warn({ err, key }, 'a recording that has changed could not be fetched');
      this.#isInStep = false; // until the next sync
    }
  }

  /** Whatever the store has under the key now: events say only that it is another one, and may come in any order. */
  #refresh(key: string): Promise<void> {
    const { store, shelf } = this.#options;
    return this.#turns.run(key, async () => {
      const stored = await store.look(key);
      if (stored && this.#here.get(key)?.version === stored.version) return;
      const fetched = stored && (await store.fetch(key));
      if (fetched) this.#here.set(key, await shelf.put(fetched.recording, fetched.wav));
      else this.#here.delete(key);
    });
  }
}
