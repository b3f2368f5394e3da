import assert from 'node:assert/strict';
import {
  type Bus,
  connectBus,
  createWorkflow,
  StateStore,
  type Workflow,
  type WorkflowRecord,
} from '../src/index.ts';
import { NatsServer } from './nats-server.ts';
import { recordingLog, until } from './until.ts';

type Dialled = { digits: string };

describe('the records of a workflow', function () {
  this.timeout(20_000);
  let server: NatsServer;
  let observer: Bus;
  let buses: Bus[];
  let one: Workflow<string, Dialled>;
  let other: Workflow<string, Dialled>;
  let reads: number;

  before(async () => {
    server = await NatsServer.start();
    observer = await connectBus({ servers: server.address, name: 'observer' });
    observer.nc.subscribe('$JS.API.DIRECT.GET.STATE_records.>', {
      callback: () => {
        reads += 1;
      },
    });
    await observer.nc.flush();
  });
  beforeEach(async () => {
    reads = 0;
    buses = await Promise.all(['one', 'other'].map((name) => connectBus({ servers: server.address, name })));
    [one, other] = (await Promise.all(buses.map(replica))) as [typeof one, typeof one];
  });
  afterEach(async () => {
    await Promise.all(buses.map((bus) => bus.close()));
    await observer.jsm.streams.purge('STATE_records');
  });
  after(async () => {
    await observer.close();
    await server.stop();
  });

  /** Keeps the digits that are pressed, until `#`; anything else leads to nothing. */
  const replica = async (bus: Bus): Promise<Workflow<string, Dialled>> =>
    createWorkflow<string, Dialled, string, string>({
      store: await StateStore.open<WorkflowRecord<Dialled, string, string>>(bus, { bucket: 'records' }),
      initial: () => ({ digits: '' }),
      decide: (input) => ({ events: /^[0-9#]$/.test(input) ? [input] : [], commands: [] }),
      evolve: ({ digits }, digit) => ({ digits: digits + digit }),
      isFinal: ({ digits }) => digits.endsWith('#'),
      publish: async () => {},
      execute: async () => undefined,
      log: recordingLog(),
    });

  /** What a process has asked for has reached the observer. */
  const readsSoFar = async (): Promise<number> => {
    await observer.nc.flush();
    return reads;
  };

  it('are read once by a process alone, whatever is asked, decided and written', async () => {
    for (const [index, input] of [...'1x2x34#x5x#'].entries()) {
      await one.handle('call', `in:${index}`, input);
      for (let i = 0; i < 5; i += 1) await one.peek('call');
    }
    assert.equal(await readsSoFar(), 1);
  });

  it('are not read again to know that there is none', async () => {
    for (let i = 0; i < 5; i += 1) assert.equal(await one.peek('nobody'), undefined);
    for (let i = 0; i < 5; i += 1) await one.handle('nobody', `in:${i}`, 'x');
    assert.equal(await readsSoFar(), 1);
  });

  it('are known to have been made and changed by another process', async () => {
    assert.equal(await one.peek('call'), undefined);
    let expected = '';
    for (const digit of '12345') {
      expected += digit;
      await other.handle('call', `in:${digit}`, digit);
      await until('the other sees it', async () => (await one.peek('call'))?.digits === expected);
    }
    const before = await readsSoFar();
    for (let i = 0; i < 5; i += 1) assert.equal((await one.peek('call'))?.digits, expected);
    assert.equal(await readsSoFar(), before);
  });

  it('are known to another process before anything that is sent after the write', async () => {
    const [first, second] = buses as [Bus, Bus];
    await one.peek('call');
    let expected = '';
    const seen: string[] = [];
    const wanted: string[] = [];
    const look = async (): Promise<void> => {
      const { digits } = await one.handle('call', `x${seen.length}`, 'x');
      seen.push(digits);
    };
    first.nc.subscribe('caused', { callback: () => void look() });
    await first.nc.flush();
    for (let i = 0; i < 200; i += 1) {
      expected += i % 10;
      wanted.push(expected);
      await other.handle('call', `in:${i}`, String(i % 10));
      second.nc.publish('caused');
      await until('it is seen', () => seen.length === i + 1);
    }
    assert.deepEqual(seen, wanted);
  });

  it('lose no digit when two processes write to them by turns and at the same time', async () => {
    const workflows = [one, other];
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => workflows[n % 2]?.handle('call', `in:${n}`, String(n % 10))),
    );
    for (const workflow of workflows) {
      await until('all is seen', async () => (await workflow.peek('call'))?.digits.length === 40);
    }
  });

  it('are read again after the connection was lost', async () => {
    await one.handle('call', 'in:1', '1');
    await server.restart();
    await until('the connection is back', () => one.peek('call').then(Boolean, () => false));
    await until('the other connection is back', () =>
      other.handle('call', 'in:2', '2').then(Boolean, () => false),
    );
    await until('its write is seen', async () => (await one.peek('call'))?.digits === '12');
    await until('the observer is back', () => observer.nc.rtt().then(Boolean, () => false));
  });
});
