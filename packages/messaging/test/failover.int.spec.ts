import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Bus, connectBus, ensureStream, publish, streams } from '../src/index.ts';
import { NatsServer } from './nats-server.ts';
import type { Handled } from './replica.ts';
import { until } from './until.ts';

const REPLICA = fileURLToPath(new URL('./replica.js', import.meta.url));
const CALLS = ['0', '5', 'f'].flatMap((digit) => [1, 2, 3].map((n) => digit.padEnd(15, '0') + n));

describe('two replicas of a service', function () {
  this.timeout(60_000);
  let server: NatsServer;
  let bus: Bus;
  const running = new Set<ChildProcess>();

  before(async () => {
    server = await NatsServer.start();
    bus = await connectBus({ servers: server.address, name: 'failover' });
    await ensureStream(bus, streams.calls);
  });
  beforeEach(() => bus.jsm.streams.purge('CALLS'));
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
  });
  after(async () => {
    await bus.close();
    await server.stop();
  });

  const startReplica = async (name: string, durable: string, handled: Handled[]): Promise<ChildProcess> => {
    const child = fork(REPLICA, [server.address, name, durable]);
    running.add(child);
    child.once('exit', () => running.delete(child));
    const { promise, resolve } = Promise.withResolvers<void>();
    child.on('message', (message) =>
      typeof message === 'object' ? handled.push(message as Handled) : resolve(),
    );
    await promise;
    return child;
  };

  /** Messages at a steady pace, until told to stop. */
  const startCalls = () => {
    let n = 0;
    let stopped = false;
    const done = (async () => {
      for (; !stopped; n += 1) {
        const data = JSON.stringify({ n });
        await Promise.all(
          CALLS.map((call) => publish(bus, { subject: `call.${call[0]}.${call}.digit`, data })),
        );
        await delay(5);
      }
    })();
    return {
      async stop(): Promise<number> {
        stopped = true;
        await done;
        return n;
      },
    };
  };

  const ofCall = (handled: Handled[], call: string): number[] => [
    ...new Set(handled.filter(({ key }) => key === call).map(({ n }) => n)),
  ];
  const ownersNow = (handled: Handled[]): Set<string> =>
    new Set(handled.slice(-CALLS.length).map(({ name }) => name));

  const assertAllInOrder = async (handled: Handled[], sent: number): Promise<void> => {
    const expected = [...Array(sent).keys()];
    await until('everything is handled', () => CALLS.every((call) => ofCall(handled, call).length === sent));
    for (const call of CALLS) assert.deepEqual(ofCall(handled, call), expected);
  };

  it('share no partition', async () => {
    const handled: Handled[] = [];
    await Promise.all(['one', 'other'].map((name) => startReplica(name, 'share', handled)));
    const calls = startCalls();
    await until('messages flow', () => handled.length > 100 * CALLS.length);
    await assertAllInOrder(handled, await calls.stop());
    for (const digit of '05f') {
      const owners = handled.filter(({ key }) => key.startsWith(digit)).map(({ name }) => name);
      assert.equal(new Set(owners).size, 1, `partition ${digit} has one owner`);
    }
    assert.equal(
      handled.length,
      new Set(handled.map(({ key, n }) => `${key} ${n}`)).size,
      'nothing is handled twice',
    );
  });

  it('take over from one that was killed, and keep the order of each call', async () => {
    const handled: Handled[] = [];
    const first = await startReplica('first', 'kill', handled);
    const calls = startCalls();
    await until('the first owns everything', () => handled.length > 20 * CALLS.length);
    await startReplica('second', 'kill', handled);
    const killedAt = Date.now();
    first.kill('SIGKILL');
    await until('the second owns everything', () => !ownersNow(handled).has('first'));
    const tookMs = Date.now() - killedAt;
    await assertAllInOrder(handled, await calls.stop());
    console.log(`        (took over ${tookMs} ms after kill -9)`);
    assert(tookMs < 5_000, `${tookMs} ms`);
  });

  it('take over at once from one that stops, and nothing is handled twice', async () => {
    const handled: Handled[] = [];
    const first = await startReplica('first', 'stop', handled);
    const calls = startCalls();
    await until('the first owns everything', () => handled.length > 20 * CALLS.length);
    await startReplica('second', 'stop', handled);
    const stoppedAt = Date.now();
    first.send('stop');
    await until('the second owns everything', () => !ownersNow(handled).has('first'));
    const tookMs = Date.now() - stoppedAt;
    await assertAllInOrder(handled, await calls.stop());
    console.log(`        (took over ${tookMs} ms after a graceful stop)`);
    assert(tookMs < 1_000, `${tookMs} ms`);
    first.disconnect();
    await once(first, 'exit');
  });
});
