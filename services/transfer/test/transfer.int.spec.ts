import assert from 'node:assert/strict';
import { transfer as contract } from '@cordboard/contracts';
import { type Bus, type Consumption, connectBus, consume, ensureStream, streams } from '@cordboard/messaging';
import { grpcClient, type RpcClient } from '@cordboard/service';
import { pino } from 'pino';
import { freeAddress, NatsServer } from './nats-server.ts';
import { Neighbours } from './neighbours.ts';
import { TestCall } from './test-call.ts';
import { TransferProcess } from './transfer-process.ts';
import { until } from './until.ts';

const log = pino({ level: 'error' });

describe('the transfer service, with a real NATS', () => {
  let nats: NatsServer;
  let bus: Bus;
  let neighbours: Neighbours;
  let app: TransferProcess;
  let client: RpcClient<contract.TransferServiceService>;
  let published: Consumption;
  const facts: contract.TransferEvent[] = [];

  const factsOf = (callId: string) =>
    facts.filter((fact) => fact.callId === callId).flatMap(({ fact }) => fact?.$case ?? []);
  const says = (callId: string, ...expected: readonly string[]) =>
    until(`${callId} says ${expected.join(', ')}`, () => factsOf(callId).join() === expected.join());
  const listed = async (callId: string) =>
    (await client.listTransfers({})).transfers.find((one) => one.callId === callId);
  /** Nothing is stored of it but what the server itself is about to drop. */
  const isForgotten = (callId: string) =>
    until(`${callId} is forgotten`, async () => {
      const stored = await bus.jsm.direct.getMessage('STATE_transfers', {
        last_by_subj: `state.transfers.${callId}`,
      });
      return stored === null || stored.header.has('Nats-TTL');
    });
  const dialledLeg = async ({ callId }: TestCall) =>
    (await neighbours.gets(callId, /^originate/)).split(' ')[1] ?? '';

  before(async function () {
    this.timeout(20_000);
    nats = await NatsServer.start();
    bus = await connectBus({ servers: nats.address, name: 'spec' });
    await Promise.all([streams.calls, streams.transfers].map((stream) => ensureStream(bus, stream)));
    published = await consume(bus, {
      stream: streams.transfers.name,
      durable: 'spec',
      filters: ['transfer.>'],
      key: ({ tokens }) => tokens[2] ?? '',
      handle: async (delivery) => {
        facts.push(contract.TransferEvent.fromJSON(delivery.json()));
      },
      log,
    });
    neighbours = new Neighbours();
    const { callControl, mediaControl, directory } = await neighbours.start(log);
    const grpcListen = await freeAddress();
    app = new TransferProcess({
      NATS_URL: nats.address,
      GRPC_LISTEN: grpcListen,
      HEALTH_LISTEN: await freeAddress(),
      CALL_CONTROL_ADDRESS: callControl,
      MEDIA_CONTROL_ADDRESS: mediaControl,
      DIRECTORY_ADDRESS: directory,
    });
    await app.start();
    client = grpcClient(contract.TransferServiceClient, grpcListen);
  });

  after(async function () {
    this.timeout(20_000);
    client.close();
    await app.end();
    await neighbours.stop();
    await published.stop();
    await bus.close();
    await nats.stop();
  });

  it('carries an attended transfer from * to the end', async () => {
    const call = new TestCall(bus);
    const { callId } = call;
    await call.presses('callee', '*');
    await neighbours.gets(
      callId,
      /^arrange caller hears hold-music of demo.test, callee hears transfer pl of demo.test$/,
    );
    await neighbours.gets(callId, /^anchor/);
    assert.equal((await listed(callId))?.status, 'CollectingNumber');

    await call.presses('callee', '103#');
    const target = await dialledLeg(call);
    await neighbours.gets(
      callId,
      /^originate \S+ sip:103@demo.test from sip:101@demo.test for 101@demo.test 30000 ms diverted from \+48221000101$/,
    );
    await call.rings(target);
    await neighbours.gets(callId, /^arrange callee hears ringback of demo.test$/);
    await call.answers(target);
    await neighbours.gets(callId, new RegExp(`^arrange callee hears ${target}, ${target} hears callee$`));
    assert.deepEqual(await listed(callId), {
      callId,
      status: 'Consulting',
      transferorLegId: 'callee',
      transfereeLegId: 'caller',
      targetLegId: target,
    });

    await call.hangsUp('callee');
    await neighbours.gets(callId, new RegExp(`^arrange caller hears ${target}, ${target} hears caller$`));
    await neighbours.gets(callId, new RegExp(`^bridge caller ${target}$`));
    await says(callId, 'started', 'targetDialled', 'targetAnswered', 'completed', 'ended');
    await isForgotten(callId);
    assert.equal(await listed(callId), undefined);
  });

  it('dials numberTimeoutMs after the last digit, by a durable timer', async () => {
    const call = new TestCall(bus);
    await call.presses('callee', '*104');
    await neighbours.gets(call.callId, /^originate \S+ sip:104@/);
    await call.ends();
    await isForgotten(call.callId);
  });

  it('loses nothing when it is killed in the middle, whatever is pressed meanwhile', async function () {
    this.timeout(30_000);
    const call = new TestCall(bus);
    await call.presses('callee', '*1');
    await neighbours.gets(call.callId, /^arrange callee hears nothing$/);
    await app.end('SIGKILL');
    await call.presses('callee', '05#');
    await app.start();

    const target = await dialledLeg(call);
    await neighbours.gets(call.callId, /sip:105@demo.test/);
    await call.answers(target);
    await neighbours.gets(call.callId, new RegExp(`^arrange callee hears ${target}`));
    await app.end('SIGKILL');
    await call.hangsUp('callee');
    await app.start();
    await neighbours.gets(call.callId, new RegExp(`^bridge caller ${target}$`));
    await says(call.callId, 'started', 'targetDialled', 'targetAnswered', 'completed', 'ended');
  });

  it('fires the timers that became due while it was dead', async function () {
    this.timeout(30_000);
    const call = new TestCall(bus);
    await call.presses('callee', '##106');
    await neighbours.gets(call.callId, /^arrange callee hears nothing$/);
    await app.end('SIGKILL');
    await app.start();
    await neighbours.gets(call.callId, /^originate \S+ sip:106@/);
    await neighbours.gets(call.callId, /^hang-up callee$/);
    await call.ends();
  });

  it('tells a busy target by a message, and returns after its length', async () => {
    const call = new TestCall(bus);
    await call.presses('callee', '*103#');
    await call.isBusy(await dialledLeg(call));
    await neighbours.gets(call.callId, /^arrange callee hears target-busy pl of demo.test$/);
    await neighbours.gets(call.callId, /^arrange callee hears caller, caller hears callee$/);
    await neighbours.gets(call.callId, /^bridge callee caller$/);
    await says(call.callId, 'started', 'targetDialled', 'failed', 'returned', 'ended');
    await isForgotten(call.callId);
  });

  it('asks again for an unknown number', async () => {
    const call = new TestCall(bus);
    await call.presses('callee', '*999#');
    await neighbours.gets(call.callId, /^arrange callee hears try-again pl of demo.test$/);
    await call.ends();
    await says(call.callId, 'started', 'failed', 'ended');
  });

  it('takes a command that fails for good as a failed target', async () => {
    neighbours.failNext('originate', 'NOT_FOUND');
    const call = new TestCall(bus);
    await call.presses('callee', '*103#');
    await neighbours.gets(call.callId, /^arrange callee hears transfer-failed pl of demo.test$/);
    await says(call.callId, 'started', 'targetDialled', 'failed', 'returned', 'ended');
  });

  it('repeats a command that can still succeed', async () => {
    neighbours.failNext('originate', 'ABORTED', 'DEADLINE_EXCEEDED', 'UNAVAILABLE');
    const call = new TestCall(bus);
    await call.presses('callee', '*103#');
    await neighbours.gets(call.callId, /^originate/);
    await call.ends();
  });

  it('leaves the keys of a customer and of a lonely employee alone', async () => {
    const call = new TestCall(bus);
    const { callId } = call;
    await call.presses('caller', '*##');
    await call.presses('callee', '1');
    const lonely = new TestCall(bus);
    await lonely.hangsUp('caller');
    await lonely.presses('callee', '*');
    // Facts of a call are handled in order: what comes after them shows that they led to nothing.
    await call.presses('callee', '*');
    await neighbours.gets(callId, /^anchor/);
    await neighbours.gets(callId, /^arrange/);
    assert.match(neighbours.ordered(callId)[0] ?? '', /anchor|caller hears hold-music/);
    assert.deepEqual(neighbours.ordered(callId).toSorted(), [
      'anchor and release callee',
      'arrange caller hears hold-music of demo.test, callee hears transfer pl of demo.test',
    ]);
    await call.ends();
    await says(callId, 'started', 'failed', 'ended');
    assert.deepEqual(neighbours.ordered(lonely.callId), []);
  });

  it('asks for an account once, and again when its tenant has changed', async () => {
    const press = async () => {
      const call = new TestCall(bus);
      await call.presses('callee', '*');
      await neighbours.gets(call.callId, /^arrange/);
      await call.ends();
    };
    await press();
    const before = neighbours.accountsAsked;
    await press();
    assert.equal(neighbours.accountsAsked, before);

    bus.nc.publish('directory.other.changed', '{}');
    bus.nc.publish('directory.demo.changed', '{}');
    await bus.nc.flush();
    await press();
    assert.equal(neighbours.accountsAsked, before + 1);
  });

  it('ends with status 0 when it is told to', async function () {
    this.timeout(20_000);
    assert.equal(await app.end('SIGTERM'), 0);
    await app.start();
  });
});
