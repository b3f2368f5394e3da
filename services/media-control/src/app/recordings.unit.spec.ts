import assert from 'node:assert/strict';
import { TooManyRecordings } from '../domain/errors.ts';
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

const PER_DOMAIN = 10;

const open = (store: RecordingStore, convert = async () => ({ wav, durationMs: 500 })): Promise<Recordings> =>
  Recordings.open({
    store,
    shelf,
    convert,
    perDomain: PER_DOMAIN,
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

describe('one more recording than a tenant may have', () => {
  const keys = Array.from({ length: PER_DOMAIN }, (_, n) => `demo.test/number-${n}`);
  const at = async (stored: readonly string[], duringConversion: readonly string[] = []) => {
    const kept = [...stored];
    const work = { conversions: 0 };
    const store = storeOf(kept, async () => {});
    const recordings = await open(store, async () => {
      work.conversions += 1;
      kept.push(...duringConversion);
      return { wav, durationMs: 500 };
    });
    return { work, upload: (name: string) => recordings.upload('demo.test', name, wav) };
  };

  it('is refused before it is converted', async () => {
    const { work, upload } = await at(keys);
    await assert.rejects(upload('one-more'), TooManyRecordings);
    assert.equal(work.conversions, 0);
  });

  it('is refused after it was converted, where another one has come meanwhile', async () => {
    const { work, upload } = await at(keys.slice(1), keys.slice(0, 1));
    await assert.rejects(upload('one-more'), TooManyRecordings);
    assert.equal(work.conversions, 1);
  });

  it('is none that takes the place of another', async () => {
    const { work, upload } = await at(keys);
    await upload('number-0');
    assert.equal(work.conversions, 1);
  });
});
