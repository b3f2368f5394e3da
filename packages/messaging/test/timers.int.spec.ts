import assert from 'node:assert/strict';
import {
  type Bus,
  type Consumption,
  connectBus,
  consumeTimers,
  ensureStream,
  type FiredTimer,
  streams,
  Timers,
} from '../src/index.ts';
import { NatsServer } from './nats-server.ts';
import { recordingLog, until } from './until.ts';

/** The server fires no more often than every 250 ms a stream; a busy machine adds to that. */
const LATEST_MS = 600;

describe('timers', function () {
  this.timeout(20_000);
  let server: NatsServer;
  let bus: Bus;
  let timers: Timers;
  let consumption: Consumption;
  const fired: (FiredTimer & { late: number })[] = [];

  before(async () => {
    server = await NatsServer.start();
    bus = await connectBus({ servers: server.address, name: 'timers' });
    await ensureStream(bus, streams.timers);
    timers = new Timers(bus, { owner: 'test' });
    consumption = await consumeTimers(bus, {
      owner: 'test',
      log: recordingLog(),
      handle: async (timer) => void fired.push({ ...timer, late: Date.now() - timer.at }),
    });
  });
  beforeEach(() => fired.splice(0));
  afterEach(() => until('nothing is left in the stream', async () => (await stored()) === 0));
  after(async () => {
    await consumption.stop();
    await bus.close();
    await server.stop();
  });

  const stored = async (): Promise<number> => (await bus.jsm.streams.info('TIMERS')).state.messages;
  const names = (): string[] => fired.map(({ name }) => name);

  it('fire after their time, with their payload', async () => {
    const at = Date.now() + 333;
    await timers.schedule({ key: 'call', name: 'ring', at, payload: { leg: 'target' } });
    await until('it fires', () => fired.length === 1);
    const [timer] = fired;
    assert.deepEqual(
      { key: timer?.key, name: timer?.name, at: timer?.at, payload: timer?.payload },
      { key: 'call', name: 'ring', at, payload: { leg: 'target' } },
    );
    assert(timer && timer.late >= 0 && timer.late < LATEST_MS, `${timer?.late} ms late`);
  });

  it('fire at once when their time has passed', async () => {
    await timers.schedule({ key: 'call', name: 'past', at: Date.now() - 5_000, payload: null });
    await until('it fires', () => fired.length === 1, 2_000);
  });

  it('are replaced by a timer of the same key and name, also by an earlier one', async () => {
    const now = Date.now();
    await timers.schedule({ key: 'call', name: 'later', at: now + 100, payload: 1 });
    await timers.schedule({ key: 'call', name: 'later', at: now + 900, payload: 2 });
    await timers.schedule({ key: 'call', name: 'sooner', at: now + 60_000, payload: 1 });
    await timers.schedule({ key: 'call', name: 'sooner', at: now + 400, payload: 2 });
    await until('both fire', () => fired.length === 2);
    assert.deepEqual(names(), ['sooner', 'later']);
    assert.deepEqual(
      fired.map(({ payload }) => payload),
      [2, 2],
    );
  });

  it('do not fire once cancelled, and leave the others alone', async () => {
    const at = Date.now() + 400;
    await timers.schedule({ key: 'call', name: 'cancelled', at, payload: 0 });
    await timers.schedule({ key: 'call', name: 'kept', at: at + 1, payload: 0 });
    await timers.schedule({ key: 'another', name: 'cancelled', at: at + 2, payload: 0 });
    await timers.cancel({ key: 'call', name: 'cancelled' });
    await timers.cancel({ key: 'call', name: 'never' });
    await until('the others fire', () => fired.length === 2);
    assert.deepEqual(names(), ['kept', 'cancelled']);
    assert.deepEqual(
      fired.map(({ key }) => key),
      ['call', 'another'],
    );
  });

  it('can be scheduled again once fired', async () => {
    for (const payload of [1, 2, 3]) {
      await timers.schedule({ key: 'call', name: 'again', at: Date.now(), payload });
      await until('it fires', () => fired.length === payload);
    }
  });

  it('fire in the hundreds, each once', async () => {
    const at = Date.now() + 500;
    const keys = Array.from({ length: 300 }, (_, n) => `call${n}`);
    await Promise.all(keys.map((key, n) => timers.schedule({ key, name: 'ring', at: at + n, payload: n })));
    await until('all fire', () => fired.length >= keys.length);
    assert.deepEqual(fired.map(({ key }) => key).sort(), keys.sort());
    for (const { late } of fired) assert(late >= 0 && late < LATEST_MS, `${late} ms late`);
  });

  it('fire when nats-server was killed meanwhile', async () => {
    const at = Date.now() + 1_500;
    await timers.schedule({ key: 'call', name: 'survivor', at, payload: 0 });
    await timers.schedule({ key: 'call', name: 'missed', at: at - 1_450, payload: 0 });
    await server.restart();
    await until('both fire', () => names().includes('survivor') && names().includes('missed'));
  });
});
