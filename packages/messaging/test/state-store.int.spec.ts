import assert from 'node:assert/strict';
import { BadKey, type Bus, connectBus, StateConflict, StateStore } from '../src/index.ts';
import { filtersOfReads } from './filters-of-reads.ts';
import { NatsServer } from './nats-server.ts';
import { until } from './until.ts';

type Value = { digits: string };

describe('the state store', function () {
  this.timeout(20_000);
  let server: NatsServer;
  let bus: Bus;
  let store: StateStore<Value>;

  before(async () => {
    server = await NatsServer.start();
    bus = await connectBus({ servers: server.address, name: 'state-store' });
    store = await StateStore.open<Value>(bus, { bucket: 'test' });
  });
  afterEach(() => bus.jsm.streams.purge('STATE_test'));
  after(async () => {
    await bus.close();
    await server.stop();
  });

  const stored = async (): Promise<number> => (await bus.jsm.streams.info('STATE_test')).state.messages;

  it('knows nothing of a key that was never written', async () => {
    assert.equal(await store.load('nobody'), undefined);
  });

  it('gives back what was written, with the revision for the next write', async () => {
    const first = await store.save('a', { digits: '1' }, 0);
    const second = await store.save('a', { digits: '12' }, first);
    assert.deepEqual(await store.load('a'), { value: { digits: '12' }, revision: second });
    assert.equal(await stored(), 1);
  });

  it('refuses a write to another revision', async () => {
    const first = await store.save('a', { digits: '1' }, 0);
    await assert.rejects(store.save('a', { digits: '' }, 0), StateConflict);
    await store.save('a', { digits: '12' }, first);
    await assert.rejects(store.save('a', { digits: '' }, first), StateConflict);
  });

  it('lets exactly one of many writers win', async () => {
    const writes = Array.from({ length: 50 }, (_, n) => store.save('a', { digits: String(n) }, 0));
    const won = (await Promise.allSettled(writes)).filter(({ status }) => status === 'fulfilled');
    assert.equal(won.length, 1);
  });

  it('removes without a trace, and lets the key begin anew', async () => {
    const revision = await store.save('a', { digits: '1' }, 0);
    await store.remove('a', revision);
    assert.equal(await store.load('a'), undefined);
    assert.equal(await stored(), 0);
    await store.save('a', { digits: '2' }, 0);
  });

  it('removes whatever is there where no revision is named, and nothing where nothing is', async () => {
    await store.save('a', { digits: '1' }, 0);
    await store.remove('a');
    await store.remove('a');
    await store.remove('a', 1);
    assert.equal(await stored(), 0);
  });

  it('does not remove what somebody has written since', async () => {
    const revision = await store.save('a', { digits: '1' }, 0);
    await store.save('a', { digits: '2' }, revision);
    await assert.rejects(store.remove('a', revision), StateConflict);
    assert.equal((await store.load('a'))?.value.digits, '2');
  });

  it('lists everything that is not final, by pages, and leaves no consumer behind', async () => {
    const keys = Array.from({ length: 5_000 }, (_, n) => `k${n}`);
    await Promise.all(keys.map((key) => store.save(key, { digits: key }, 0)));
    await Promise.all(['x', 'y'].map((key) => store.save(key, { digits: key }, 0, { final: true })));
    const listed: string[] = [];
    for await (const { key, value } of store.list()) {
      assert.equal(value.digits, key);
      listed.push(key);
    }
    assert.deepEqual(listed.sort(), keys.sort());
    assert.equal((await bus.jsm.streams.info('STATE_test')).state.consumer_count, 0);
  });

  it('lists everything where it is more than the server sends at once', async () => {
    const most = 'x'.repeat(1_000_000); // max_payload; of such the server sends 64 MiB, and then no more
    const keys = Array.from({ length: 70 }, (_, n) => `k${n}`);
    await Promise.all(keys.map((key) => store.save(key, { digits: most }, 0)));
    const listed: string[] = [];
    for await (const { key } of store.list()) listed.push(key);
    assert.deepEqual(listed.sort(), keys.sort());
  });

  it('lists without a filter, which would cost the server ten times as much', async () => {
    await store.save('a', { digits: '1' }, 0);
    const list = async () => {
      for await (const { key } of store.list()) assert.equal(key, 'a');
    };
    assert.deepEqual(await filtersOfReads(server.address, 'STATE_test', list), new Set(['']));
  });

  it('lists each value once, also one that is written meanwhile', async () => {
    const keys = Array.from({ length: 4_096 }, (_, n) => `k${n}`);
    const revisions = await Promise.all(keys.map((key) => store.save(key, { digits: '' }, 0)));
    const listed: string[] = [];
    for await (const { key } of store.list()) {
      if (listed.length === 0) await store.save('k0', { digits: '1' }, revisions[0] ?? 0);
      listed.push(key);
    }
    assert.deepEqual(listed.sort(), keys.sort());
  });

  it('lists nothing where nothing is', async () => {
    for await (const { key } of store.list()) assert.fail(key);
  });

  it('drops a final value after its time and leaves no marker, unless it was replaced', async () => {
    const brief = await StateStore.open<Value>(bus, { bucket: 'brief', finalTtlMs: 1_000 });
    await brief.save('over', { digits: '1' }, 0, { final: true });
    const revision = await brief.save('anew', { digits: '1' }, 0, { final: true });
    await brief.save('anew', { digits: '2' }, revision);
    assert.equal((await brief.load('over'))?.value.digits, '1');
    await until('it is dropped', async () => (await brief.load('over')) === undefined);
    assert.equal((await brief.load('anew'))?.value.digits, '2');
    assert.equal((await bus.jsm.streams.info('STATE_brief')).state.messages, 1);
    await brief.save('over', { digits: '3' }, 0);
  });

  it('tells of writes by others, also of one that is refused, and not of its own', async () => {
    const peer = await connectBus({ servers: server.address, name: 'peer' });
    const other = await StateStore.open<Value>(peer, { bucket: 'test' });
    const told: [string, number][] = [];
    store.watch({ written: (key, onto) => told.push([key, onto]), missed: () => {} });
    await bus.nc.flush();
    const first = await store.save('a', { digits: '1' }, 0);
    const second = await other.save('a', { digits: '12' }, first);
    await assert.rejects(other.save('a', { digits: '' }, first), StateConflict);
    await store.save('a', { digits: '123' }, second);
    await bus.nc.flush();
    assert.deepEqual(told, [
      ['a', first],
      ['a', first],
    ]);
    await peer.close();
  });

  it('tells that writes may have been missed when the connection was lost', async () => {
    let missed = 0;
    store.watch({ written: () => {}, missed: () => (missed += 1) });
    await server.restart();
    await until('it is told of the loss and of the return', () => missed === 2);
  });

  it('refuses a key that is no word of a subject', async () => {
    for (const key of ['', 'a.b', '*', 'a b', '>']) await assert.rejects(store.load(key), BadKey);
  });

  it('keeps what was written when nats-server is killed', async () => {
    const revision = await store.save('a', { digits: '1' }, 0);
    await server.restart();
    await until('the connection is back', () => store.load('a').then(Boolean, () => false));
    await store.save('a', { digits: '12' }, revision);
  });

  it('is asked while the connection is broken, and answers when it is back', async () => {
    await store.save('a', { digits: '1' }, 0);
    await server.restart();
    assert.deepEqual((await store.load('a'))?.value, { digits: '1' });
    await server.restart();
    for await (const { value } of store.list()) assert.deepEqual(value, { digits: '1' });
  });
});
