/**
 * What a message costs on its way publish -> consume -> decide -> save -> ack, and how late timers fire.
 * Run it as `node dist/test/measure.js [messages a second]`; it starts its own nats-server.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  connectBus,
  consumePartitions,
  consumeTimers,
  createWorkflow,
  ensureStream,
  publish,
  StateStore,
  streams,
  Timers,
  type WorkflowRecord,
} from '../src/index.ts';
import { NatsServer } from './nats-server.ts';
import { recordingLog } from './until.ts';

const MESSAGES = 4_000;
const KEYS = 100;
const TIMERS = 20;

type Pressed = { sentAt: number };
type State = { digits: number; lastDigits: string };

const quantile = (values: number[], q: number): string =>
  (values.toSorted((a, b) => a - b)[Math.floor(values.length * q)] ?? Number.NaN).toFixed(2);
const now = (): number => performance.timeOrigin + performance.now();

const consumer = async (servers: string): Promise<void> => {
  const bus = await connectBus({ servers, name: 'measure-consumer' });
  const log = recordingLog();
  const store = await StateStore.open<WorkflowRecord<State, string, string>>(bus, { bucket: 'measure' });
  const workflow = createWorkflow<Pressed, State, string, string>({
    store,
    initial: () => ({ digits: 0, lastDigits: '' }),
    decide: () => ({ events: ['1'], commands: ['play'] }),
    evolve: ({ digits, lastDigits }, digit) => ({
      digits: digits + 1,
      lastDigits: (lastDigits + digit).slice(-20),
    }),
    isFinal: () => false,
    publish: async () => {},
    execute: async () => undefined,
    log,
  });
  const toHandle: number[] = [];
  const toDone: number[] = [];
  let cpu = process.cpuUsage();
  await consumePartitions(bus, {
    stream: 'CALLS',
    durable: 'measure',
    filters: (partition) => [`call.${partition}.>`],
    key: ({ tokens }) => tokens[2] ?? '',
    log,
    async handle(delivery) {
      if (delivery.sequence === 1) cpu = process.cpuUsage();
      const pressed = delivery.json<Pressed>();
      toHandle.push(now() - pressed.sentAt);
      await workflow.handle(delivery.tokens[2] ?? '', delivery.id, pressed);
      toDone.push(now() - pressed.sentAt);
      if (toDone.length < MESSAGES) return;
      const { user, system } = process.cpuUsage(cpu);
      process.send?.(
        `publish -> handle p50 ${quantile(toHandle, 0.5)} ms, p99 ${quantile(toHandle, 0.99)} ms; ` +
          `publish -> saved and carried out p50 ${quantile(toDone, 0.5)} ms, p99 ${quantile(toDone, 0.99)} ms; ` +
          `CPU per message ${((user + system) / 1000 / MESSAGES).toFixed(3)} ms`,
      );
    },
  });
  await delay(2_000);
  const idle = process.cpuUsage();
  await delay(3_000);
  const { user, system } = process.cpuUsage(idle);
  process.send?.(`idle: ${((user + system) / 3e4).toFixed(2)} % of a core`);
};

const main = async (rate: number): Promise<void> => {
  const server = await NatsServer.start();
  const bus = await connectBus({ servers: server.address, name: 'measure' });
  await Promise.all([streams.calls, streams.timers].map((stream) => ensureStream(bus, stream)));

  const child = fork(fileURLToPath(import.meta.url), ['consumer', server.address], {
    execArgv: process.execArgv,
  });
  console.log((await once(child, 'message'))[0]);
  const reported = once(child, 'message');
  const beganAt = now();
  for (let i = 0; i < MESSAGES; i += 1) {
    await delay(Math.max(0, beganAt + (i * 1_000) / rate - now()));
    const key = (i % KEYS).toString(16).padStart(15, '0');
    const subject = `call.${(i % 16).toString(16)}.${(i % 16).toString(16)}${key}.digit-pressed`;
    publish(bus, { subject, data: JSON.stringify({ sentAt: now() }), id: `m${i}` });
  }
  console.log(`${rate} messages/s: ${(await reported)[0]}`);
  child.disconnect();

  const late: number[] = [];
  const timers = new Timers(bus, { owner: 'measure' });
  const consumption = await consumeTimers(bus, {
    owner: 'measure',
    log: recordingLog(),
    handle: async ({ at }) => void late.push(now() - at),
  });
  for (let i = 0; i < TIMERS; i += 1) {
    await timers.schedule({ key: 'alone', name: 'timer', at: Date.now() + 300, payload: {} });
    while (late.length <= i) await delay(5);
  }
  console.log(`timers, one at a time: p50 ${quantile(late, 0.5)} ms late, worst ${quantile(late, 0.999)} ms`);
  late.length = 0;
  for (let i = 0; i < TIMERS * 10; i += 1) {
    await timers.schedule({ key: `crowd${i}`, name: 'timer', at: Date.now() + 500 + i * 5, payload: {} });
  }
  while (late.length < TIMERS * 10) await delay(5);
  console.log(
    `timers, 200 within a second: p50 ${quantile(late, 0.5)} ms late, worst ${quantile(late, 0.999)} ms`,
  );
  await consumption.stop();
  await bus.close();
  await server.stop();
};

process.on('disconnect', () => process.exit());
if (process.argv[2] === 'consumer') await consumer(process.argv[3] ?? '');
else await main(Number(process.argv[2] ?? 500));
