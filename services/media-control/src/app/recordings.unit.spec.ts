import assert from 'node:assert/strict';
import type { RecordingShelf, RecordingStore, StoredRecording } from './recording-store.ts';
import { Recordings } from './recordings.ts';

const stored = (key: string): StoredRecording => ({ key, version: '1', durationMs: 500, uploadedAtMs: 0 });
const wav = Buffer.alloc(0);

/** A store that has these; @param fetched - Resolves when the file of a key has come. */
const storeOf = (keys: readonly string[], fetched: (key: string) => Promise<void>): RecordingStore => ({
  isThere: () => true,
  follow: () => {},
  list: async () => keys.map(stored),
  look: async (key) => stored(key),
  fetch: async (key) => {
    await fetched(key);
    return { recording: stored(key), wav };
  },
  put: async (recording) => ({ ...recording, version: '2' }),
  remove: async () => {},
});

const shelf: RecordingShelf = {
  load: async () => [],
  put: async (recording) => ({ ...recording, path: recording.key }),
  sweep: async () => {},
};

const open = (store: RecordingStore): Promise<Recordings> =>
  Recordings.open({
    store,
    shelf,
    convert: async () => ({ wav, durationMs: 500 }),
    perDomain: 10,
    now: () => 0,
    log: { info() {}, warn() {}, error() {} },
  });

describe('recordings of which many are on their way', () => {
  const many = Array.from({ length: 20 }, (_, n) => `demo.test/number-${n}`);

  it('one that is needed does not wait for the others', async () => {
    const needed = 'demo.test/needed';
    const { promise: others, resolve: fetchOthers } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const recordings = await open(
      storeOf([...many, needed], async (key) => {
        begin();
        if (key !== needed) await others;
      }),
    );
    const inStep = recordings.sync();
    await begun;
    assert.equal((await recordings.find('demo.test', 'needed', false))?.path, needed);
    fetchOthers();
    await inStep;
  });

  it('come a few at a time, each once', async () => {
    const fetched: string[] = [];
    let atATime = 0;
    let most = 0;
    const recordings = await open(
      storeOf(many, async (key) => {
        fetched.push(key);
        most = Math.max(most, ++atATime);
        await new Promise(setImmediate);
        atATime--;
      }),
    );
    await recordings.sync();
    assert.deepEqual([fetched, most], [many, 4]);
  });
});
