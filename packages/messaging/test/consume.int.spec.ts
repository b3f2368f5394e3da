import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Bus,
  type Consumption,
  connectBus,
  consumePartitions,
  type Delivery,
  ensureStream,
  partitions,
  publish,
  streams,
} from '../src/index.ts';
import { NatsServer } from './nats-server.ts';
import { recordingLog, until } from './until.ts';

const MESSAGES = 10_000;
const CALLS = Array.from(
  { length: 50 },
  (_, n) => `${partitions[n % 16]}${n.toString(16).padStart(15, '0')}`,
);

describe('consuming the partitions of a stream', function () {
  this.timeout(60_000);
  let server: NatsServer;
  let bus: Bus;
  let consumption: Consumption | undefined;
  let log: ReturnType<typeof recordingLog>;
  let specs = 0;

  before(async () => {
    server = await NatsServer.start();
    bus = await connectBus({ servers: server.address, name: 'consume' });
    await ensureStream(bus, streams.calls);
  });
  beforeEach(async () => {
    log = recordingLog();
    await bus.jsm.streams.purge('CALLS');
  });
  afterEach(async () => {
    await consumption?.stop();
    consumption = undefined;
  });
  after(async () => {
    await bus.close();
    await server.stop();
  });

  const start = async (
    handle: (delivery: Delivery) => Promise<void>,
    retryForMs?: number,
  ): Promise<string> => {
    specs += 1;
    const durable = `spec${specs}`;
    consumption = await consumePartitions(bus, {
      stream: 'CALLS',
      durable,
      filters: (partition) => [`call.${partition}.>`],
      key: ({ tokens }) => tokens[2] ?? '',
      handle,
      log,
      ...(retryForMs === undefined ? {} : { retryForMs }),
    });
    return durable;
  };
  const send = (call: string, body: unknown): Promise<void> =>
    publish(bus, {
      subject: `call.${call[0]}.${call}.digit-pressed`,
      data: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const unacknowledged = async (durable: string): Promise<number> => {
    const consumers = await Promise.all(
      partitions.map((p) => bus.jsm.consumers.info('CALLS', `${durable}-${p}`)),
    );
    return consumers.reduce(
      (sum, { num_ack_pending, num_pending }) => sum + num_ack_pending + num_pending,
      0,
    );
  };

  it(`handles ${MESSAGES} messages in each call's order, calls at the same time, and acknowledges all`, async () => {
    const handled = new Map<string, number[]>();
    const busy = new Set<string>();
    let total = 0;
    let atOnce = 0;
    const durable = await start(async (delivery) => {
      const call = delivery.tokens[2] ?? '';
      assert(!busy.has(call), 'two messages of one call at the same time');
      busy.add(call);
      atOnce = Math.max(atOnce, busy.size);
      if (delivery.sequence % 7 === 0) await delay(1);
      handled.set(call, [...(handled.get(call) ?? []), delivery.json<{ n: number }>().n]);
      busy.delete(call);
      total += 1;
    });
    for (let n = 0; n < MESSAGES; n += CALLS.length) {
      await Promise.all(CALLS.map((call) => send(call, { n: n / CALLS.length })));
    }
    await until('all are handled', () => total >= MESSAGES, 30_000);
    const expected = [...Array(MESSAGES / CALLS.length).keys()];
    for (const call of CALLS) assert.deepEqual(handled.get(call), expected);
    assert(atOnce > 1, 'calls wait for each other');
    await until('all are acknowledged', async () => (await unacknowledged(durable)) === 0);
  });

  it('tries again in place when handling fails; what comes later in the call waits, other calls do not', async () => {
    const [call = '', other = ''] = CALLS;
    const handled: string[] = [];
    let failures = 3;
    await start(async (delivery) => {
      const { name } = delivery.json<{ name: string }>();
      if (name === 'first' && failures-- > 0) throw new Error('not yet');
      handled.push(name);
    });
    await send(call, { name: 'first' });
    await send(call, { name: 'second' });
    await send(other, { name: 'other' });
    await until('all are handled', () => handled.length === 3);
    assert.deepEqual(handled, ['other', 'first', 'second']);
    assert.equal(log.lines.filter(({ level }) => level === 'warn').length, 3);
  });

  it('does not get a message again that takes longer to handle than the acknowledgement may take', async () => {
    const [call = ''] = CALLS;
    const deliveries: boolean[] = [];
    const durable = await start(async ({ redelivered }) => {
      deliveries.push(redelivered);
      await delay(4_000);
    });
    await send(call, {});
    await until(
      'it is acknowledged',
      async () => deliveries.length > 0 && (await unacknowledged(durable)) === 0,
    );
    assert.deepEqual(deliveries, [false]);
  });

  const lastDead = () => bus.jsm.streams.getMessage('DEAD', { last_by_subj: 'dead.CALLS' });

  it('keeps a message that can never be handled among the dead, with the reason, and goes on', async () => {
    const [call = ''] = CALLS;
    const handled: string[] = [];
    const durable = await start(async (delivery) => {
      const { name } = delivery.json<{ name: string }>();
      if (name === 'poison') throw new Error('it does not\nagree with me');
      handled.push(name);
    }, 300);
    await send(call, { name: 'poison' });
    await send(call, { name: 'next' });
    await until('the next is handled', () => handled.includes('next'));
    const dead = await lastDead();
    assert.deepEqual(dead?.json(), { name: 'poison' });
    assert.equal(dead?.header.get('Cordboard-Reason'), 'Error: it does not agree with me');
    assert.equal(dead?.header.get('Cordboard-Subject'), `call.0.${call}.digit-pressed`);
    assert.equal(dead?.header.get('Cordboard-Consumer'), `${durable}-0`);
    assert(
      log.lines.some(({ level, message }) => level === 'error' && message.startsWith('message given up')),
    );
  });

  it('tries a message that is not JSON once', async () => {
    const [call = ''] = CALLS;
    let tries = 0;
    await start(async (delivery) => {
      tries += 1;
      delivery.json();
    });
    await send(call, '{ this is');
    await until('it is dead', async () => (await lastDead())?.string() === '{ this is');
    assert.equal(tries, 1);
  });

  it('does not try a message again that ten processes have not survived', async () => {
    const [call = ''] = CALLS;
    const durable = await start(async () => {});
    await consumption?.stop();
    await send(call, { name: 'deadly' });
    const victim = await bus.js.consumers.get('CALLS', `${durable}-0`);
    for (let delivery = 1; delivery <= 10; delivery += 1) {
      for await (const message of await victim.fetch({ max_messages: 1, expires: 5_000, group: 'owner' }))
        message.nak();
      await bus.jsm.consumers.unpin('CALLS', `${durable}-0`, 'owner');
    }
    specs -= 1;
    const handled: string[] = [];
    await start(async (delivery) => void handled.push(delivery.json<{ name: string }>().name));
    await send(call, { name: 'next' });
    await until('the next is handled', () => handled.includes('next'));
    assert.deepEqual(handled, ['next']);
    const dead = await lastDead();
    assert.deepEqual(dead?.json(), { name: 'deadly' });
    assert.match(dead?.header.get('Cordboard-Reason') ?? '', /^delivered 11 times/);
  });

  it('goes on by itself when nats-server is killed and comes back', async () => {
    const [call = ''] = CALLS;
    const handled = new Set<number>();
    await start(async (delivery) => {
      handled.add(delivery.json<{ n: number }>().n);
    });
    await send(call, { n: 1 });
    await until('the first is handled', () => handled.has(1));
    await server.restart();
    const restartedAt = Date.now();
    await until('publishing works', () =>
      send(call, { n: 2 }).then(
        () => true,
        () => false,
      ),
    );
    await until('the second is handled', () => handled.has(2));
    console.log(`        (handled ${Date.now() - restartedAt} ms after nats-server was back)`);
  });

  it('goes on by itself when its consumer was deleted', async () => {
    const [call = ''] = CALLS;
    const handled: number[] = [];
    const durable = await start(async (delivery) => void handled.push(delivery.json<{ n: number }>().n));
    await send(call, { n: 1 });
    await until('the first is handled', () => handled.includes(1));
    await bus.jsm.consumers.delete('CALLS', `${durable}-0`);
    await send(call, { n: 2 });
    await until('the second is handled', () => handled.includes(2));
  });
});
