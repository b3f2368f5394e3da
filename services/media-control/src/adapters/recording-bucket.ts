import { setTimeout as delay } from 'node:timers/promises';
import { type Bus, connectBus, type Log, onStatus } from '@cordboard/messaging';
import { within } from '@cordboard/service';
import { type ObjectInfo, type ObjectStore, Objm, StorageType } from '@nats-io/obj';
import type { Follower, RecordingStore, StoredRecording } from '../app/recording-store.ts';
import { RecordingsUnavailable, StoreFull } from '../domain/errors.ts';

/** How to reach the bucket. */
export interface BucketOptions {
  /** `host:port`, several separated by commas. */
  readonly servers: string;
  readonly log: Log;
}

const BUCKET = 'recordings';
/** Room for 400 recordings of five minutes. */
const MAX_BYTES = 2 ** 30;
/** Milliseconds of one attempt to connect, before the next attempt at anything, and of fetching one file. */
const CONNECT_MS = 5_000;
const RETRY_MS = 1_000;
const FETCH_MS = 5_000;

/**
 * The recordings as objects of a NATS object store, by "domain/name". It connects by itself whenever NATS is there; nobody
 * waits for it.
 */
export class RecordingBucket implements RecordingStore {
  readonly #options: BucketOptions;
  readonly #followers: Follower[] = [];
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #bus: Bus | undefined;
  #store: ObjectStore | undefined;
  #isCut = false;
  #endWatch = () => {};

  constructor(options: BucketOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  isThere(): boolean {
    return this.#store !== undefined && !this.#isCut;
  }

  follow(follower: Follower): void {
    this.#followers.push(follower);
    if (this.isThere()) follower.missed();
  }

  put({ key, durationMs, uploadedAtMs }: Omit<StoredRecording, 'version'>, wav: Buffer) {
    const metadata = { durationMs: String(durationMs), uploadedAtMs: String(uploadedAtMs) };
    return this.#with(async (store) => toRecording(await store.putBlob({ name: key, metadata }, wav)));
  }

  look(key: string): Promise<StoredRecording | undefined> {
    return this.#with(async (store) => {
      const info = await store.info(key);
      return info && !info.deleted ? toRecording(info) : undefined;
    });
  }

  fetch(key: string): Promise<{ recording: StoredRecording; wav: Buffer } | undefined> {
    return this.#with(async (store) => {
      const object = await store.get(key);
      if (!object) return undefined;
      object.error.catch(() => {}); // the stream fails with the same
      const wav = await within(FETCH_MS, new Response(object.data).arrayBuffer());
      return { recording: toRecording(object.info), wav: Buffer.from(wav) };
    });
  }

  list(): Promise<readonly StoredRecording[]> {
    return this.#with(async (store) => (await store.list()).map(toRecording));
  }

  remove(key: string): Promise<void> {
    return this.#with(async (store) => {
      await store.delete(key);
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#endWatch();
    if (!this.#bus) return; // an attempt to connect that is under way closes what it gets
    await this.#running;
    await this.#bus.close();
  }

  async #with<T>(work: (store: ObjectStore) => Promise<T>): Promise<T> {
    if (!this.#store || this.#isCut) throw new RecordingsUnavailable();
    try {
      return await work(this.#store);
    } catch (cause) {
      if (cause instanceof Error && /maximum bytes exceeded/.test(cause.message))
        throw new StoreFull({ cause });
      throw new RecordingsUnavailable({ cause });
    }
  }

  async #run(): Promise<void> {
    const bus = await this.#connect();
    if (!bus) return;
    void onStatus(bus, ['disconnect', 'reconnect'], (type) => {
      this.#isCut = type === 'disconnect';
      if (!this.#isCut) this.#endWatch(); // it may have missed something; another one follows
    });
    while (!this.#stop.signal.aborted) {
      try {
        await this.#watch(bus);
      } catch (err) {
        this.#options.log.warn({ err }, 'the store of recordings cannot be watched');
        await this.#pause();
      }
    }
  }

  async #connect(): Promise<Bus | undefined> {
    const { servers, log } = this.#options;
    while (!this.#stop.signal.aborted) {
      try {
        const bus = await connectBus({ servers, name: 'media-control', deadlineMs: CONNECT_MS });
        if (this.#stop.signal.aborted) await bus.close();
        else this.#bus = bus;
        return this.#bus;
      } catch (err) {
        log.warn({ err }, 'tenants hear only those of their recordings that are here');
        await this.#pause();
      }
    }
    return undefined;
  }

  /** Until the connection was broken or the bucket is closed. */
  async #watch({ js }: Bus): Promise<void> {
    this.#store = await new Objm(js).create(BUCKET, {
      description: 'Recordings of the tenants',
      storage: StorageType.File,
      max_bytes: MAX_BYTES,
    });
    const changes = await this.#store.watch();
    this.#endWatch = () => changes.stop();
    if (this.#stop.signal.aborted) return changes.stop();
    for (const follower of this.#followers) follower.missed();
    for await (const { name } of changes) {
      for (const follower of this.#followers) follower.changed(name);
    }
  }

  #pause(): Promise<void> {
    return delay(RETRY_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
  }
}

const toRecording = ({ name, nuid, metadata = {} }: ObjectInfo): StoredRecording => ({
  key: name,
  version: nuid,
  durationMs: Number(metadata.durationMs),
  uploadedAtMs: Number(metadata.uploadedAtMs),
});
