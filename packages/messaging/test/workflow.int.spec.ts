import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  type Bus,
  connectBus,
  ensureStream,
  publish,
  StateStore,
  streams,
  type WorkflowRecord,
} from '../src/index.ts';
import { NatsServer } from './nats-server.ts';
import type { Dialled } from './steps.ts';
import { until } from './until.ts';

const STEPS = fileURLToPath(new URL('./steps.js', import.meta.url));

describe('a workflow whose process is killed', function () {
  this.timeout(60_000);
  let server: NatsServer;
  let bus: Bus;
  let store: StateStore<WorkflowRecord<Dialled, unknown, unknown>>;
  let child: ChildProcess;

  before(async () => {
    server = await NatsServer.start();
    bus = await connectBus({ servers: server.address, name: 'workflow' });
    await Promise.all([streams.calls, streams.transfers].map((stream) => ensureStream(bus, stream)));
    store = await StateStore.open(bus, { bucket: 'steps' });
  });
  afterEach(() => child.kill('SIGKILL'));
  after(async () => {
    await bus.close();
    await server.stop();
  });

  const press = (call: string, digit: string): Promise<void> =>
    publish(bus, { subject: `call.0.${call}.digit-pressed`, data: JSON.stringify({ digit }) });

  /** What the workflow has brought about, in its order. */
  const effects = async (call: string, kind: string): Promise<string> => {
    const consumer = await bus.js.consumers.get('TRANSFERS', {
      filter_subjects: `transfer.0.${call}.${kind}`,
    });
    let digits = '';
    try {
      const { num_pending } = await consumer.info();
      if (num_pending === 0) return '';
      for await (const message of await consumer.fetch({ max_messages: num_pending }))
        digits += message.string();
    } finally {
      await consumer.delete();
    }
    return digits;
  };

  for (const [n, place] of ['saved', 'published', 'executed', 'final'].entries()) {
    it(`loses nothing, and does nothing twice, when it dies once it has ${place === 'final' ? 'ended' : place}`, async () => {
      const call = String(n).padStart(16, '0');
      child = fork(STEPS, [server.address, place]);
      const died = once(child, 'exit');
      for (const digit of '103#') await press(call, digit);
      assert.deepEqual(await died, [null, 'SIGKILL']);

      child = fork(STEPS, [server.address, 'never']);
      await until('the rest is carried out', async () => (await effects(call, 'executed')) === '103#');
      await until('its events are published', async () => (await effects(call, 'dialled')) === '103#');
      assert.equal((await store.load(call))?.value.state.digits, '103#');
      for await (const { key } of store.list()) assert.notEqual(key, call, 'it is over');
    });
  }
});
