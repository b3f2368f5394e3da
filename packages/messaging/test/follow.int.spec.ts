import assert from 'node:assert/strict';
import {
  type Bus,
  BusUnavailable,
  connectBus,
  ensureStream,
  follow,
  publish,
  streams,
} from '../src/index.ts';
import { NatsServer } from './nats-server.ts';
import { until } from './until.ts';

describe('following a stream', function () {
  this.timeout(20_000);
  let server: NatsServer;
  let bus: Bus;

  before(async () => {
    server = await NatsServer.start();
    bus = await connectBus({ servers: server.address, name: 'follow' });
    await ensureStream(bus, streams.calls);
  });
  after(async () => {
    await bus.close();
    await server.stop();
  });

  const say = (subject: string) => publish(bus, { subject, data: '{}' });
  const consumers = async () => (await bus.jsm.streams.info('CALLS')).state.consumer_count;

  it('tells what is stored from now on, in order, and nothing that was there', async () => {
    await say('call.0.a.before');
    const heard: string[] = [];
    const following = await follow(bus, {
      stream: 'CALLS',
      filters: ['call.0.>'],
      handle: ({ subject }) => heard.push(subject),
      lost: assert.fail,
    });
    for (let n = 0; n < 600; n += 1) await say(`call.${n % 2}.a.n${n}`);
    await until('all are heard', () => heard.length === 300);
    assert.deepEqual(
      heard,
      Array.from({ length: 300 }, (_, n) => `call.0.a.n${2 * n}`),
    );
    await following.stop();
    assert.equal(await consumers(), 0);
  });

  it('is over when the connection breaks, once and for all', async () => {
    const lost: Error[] = [];
    const following = await follow(bus, {
      stream: 'CALLS',
      filters: ['call.>'],
      handle: () => {},
      lost: (error) => lost.push(error),
    });
    await server.restart();
    await until('it is lost', () => lost.length > 0);
    await following.stop();
    assert.equal(lost.length, 1);
    assert(lost[0] instanceof BusUnavailable);
  });
});
