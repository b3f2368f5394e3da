import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@cordboard/messaging/testing/until';
import { pino } from 'pino';
import { uploadConverter } from '../src/adapters/convert-upload.ts';
import { RecordingBucket } from '../src/adapters/recording-bucket.ts';
import { recordingFiles } from '../src/adapters/recording-files.ts';
import { Recordings } from '../src/app/recordings.ts';

/** The recordings of one replica. */
export interface Replica {
  readonly recordings: Recordings;
  /** Wait until it has connected for the first time. */
  connected(): Promise<void>;
  /** Wait until it is as connected as this. */
  isThere(wanted: boolean): Promise<void>;
  /** @param keep - Leave the files. Default false. */
  stop(options?: { keep?: boolean }): Promise<void>;
}

export const PER_DOMAIN = 40;
export const LIMITS = { maxBytes: 10 * 2 ** 20, minMs: 200, maxMs: 10_000 };

/** As main.ts wires them. @param directory - Of an earlier replica. Default: a new one. */
export const startReplica = async (nats: string, directory?: string): Promise<Replica> => {
  const files = directory ?? (await mkdtemp(join(tmpdir(), 'recordings-')));
  const log = pino({ level: 'silent' });
  const store = new RecordingBucket({ servers: nats, log });
  const recordings = await Recordings.open({
    store,
    shelf: recordingFiles(files),
    convert: uploadConverter(LIMITS),
    perDomain: PER_DOMAIN,
    now: Date.now,
    log,
  });
  const isThere = (wanted: boolean) =>
    until(`the store is ${wanted ? 'there' : 'away'}`, () => store.isThere() === wanted);
  return {
    recordings,
    isThere,
    connected: () => isThere(true),
    stop: async ({ keep = false } = {}) => {
      await store.close();
      if (!keep) await rm(files, { recursive: true, force: true });
    },
  };
};
