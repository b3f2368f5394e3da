import assert from 'node:assert/strict';
import { BadKey, type Bus, connectBus, Places } from '../src/index.ts';
import { filtersOfReads } from './filters-of-reads.ts';
import { NatsServer } from './nats-server.ts';

describe('places that are scarce', function () {
  this.timeout(20_000);
  let server: NatsServer;
  let bus: Bus;
  let other: Bus;
  let places: Places;

  before(async () => {
    server = await NatsServer.start();
    bus = await connectBus({ servers: server.address, name: 'places' });
    other = await connectBus({ servers: server.address, name: 'places of another process' });
    places = await Places.open(bus, { name: 'test' });
  });
  afterEach(() => bus.jsm.streams.purge('PLACES_test'));
  after(async () => {
    await Promise.all([bus.close(), other.close()]);
    await server.stop();
  });

  const place = (holder: string, owner = 'demo') => ({ owner, holder });

  const taken = async () => {
    const holders = [];
    for await (const { owner, holder } of places.list()) holders.push(`${owner} ${holder}`);
    return holders;
  };

  it('go to those who ask first', async () => {
    assert.equal(await places.take(place('a'), 2), true);
    assert.equal(await places.take(place('b'), 2), true);
    assert.equal(await places.take(place('c'), 2), false);
  });

  it('are each owner’s own', async () => {
    assert.equal(await places.take(place('a'), 1), true);
    assert.equal(await places.take(place('a', 'other'), 1), true);
  });

  it('go to the next one when they are given back, and one that was never taken can be given back too', async () => {
    await places.take(place('a'), 1);
    await places.free(place('nobody'));
    assert.equal(await places.take(place('b'), 1), false);
    await places.free(place('b'));
    await places.free(place('a'));
    assert.equal(await places.take(place('c'), 1), true);
    assert.deepEqual(await taken(), ['demo c']);
  });

  it('are not lost by asking again', async () => {
    await places.take(place('a'), 1);
    await places.take(place('b'), 1);
    assert.equal(await places.take(place('a'), 1), true);
    assert.deepEqual(await taken(), ['demo a', 'demo b']);
  });

  it('are never more than there are, however many ask at once in however many processes', async () => {
    const others = await Places.open(other, { name: 'test' });
    const asked = Array.from({ length: 40 }, (_, n) => (n % 2 ? places : others).take(place(`h${n}`), 7));
    const granted = (await Promise.all(asked)).filter(Boolean);
    assert.equal(granted.length, 7);
  });

  it('can be more than are read at a time', async () => {
    await Promise.all(
      Array.from({ length: 4_200 }, (_, n) => bus.js.publish(`places.test.demo.h${n}`, '{}')),
    );
    assert.equal(await places.take(place('one-more'), 4_200), false);
    assert.equal(await places.take(place('another'), 4_300), true);
    assert.equal((await taken()).length, 4_202);
  });

  it('are listed without a filter, which would cost the server ten times as much', async () => {
    await places.take(place('a'), 1);
    const list = async () => assert.deepEqual(await taken(), ['demo a']);
    assert.deepEqual(await filtersOfReads(server.address, 'PLACES_test', list), new Set(['']));
  });

  it('have names that a subject can hold', async () => {
    await assert.rejects(places.take(place('a.b'), 1), BadKey);
    await assert.rejects(places.take(place('a', '*'), 1), BadKey);
  });
});
