import assert from 'node:assert/strict';
import { transfer as contract, type directory } from '@cordboard/contracts';
import { type Bus, type Consumption, connectBus, consume, ensureStream, streams } from '@cordboard/messaging';
import { freeAddress, NatsServer } from '@cordboard/messaging/testing';
import { until } from '@cordboard/messaging/testing/until';
import { grpcClient, isRpcError, type RpcClient, type RpcCode, RpcError } from '@cordboard/service';
import { pino } from 'pino';
import { Neighbours, passTimersOn } from './neighbours.ts';
import { TestCall } from './test-call.ts';
import { TransferProcess } from './transfer-process.ts';

const log = pino({ level: 'error' });
const usual: directory.TransferSettings = { ringTimeoutMs: 30_000, maxOffNetLegs: 2, showsPeers: true };

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
    passTimersOn(bus);
    neighbours = new Neighbours();
    const addresses = await neighbours.start(log);
    const grpcListen = await freeAddress();
    app = new TransferProcess({
      NATS_URL: nats.address,
      GRPC_LISTEN: grpcListen,
      HEALTH_LISTEN: await freeAddress(),
      CALL_CONTROL_ADDRESS: addresses.callControl,
      MEDIA_CONTROL_ADDRESS: addresses.mediaControl,
      DIRECTORY_ADDRESS: addresses.directory,
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
      /^originate \S+ sip:103@demo.test from sip:101@demo.test for 101@demo.test 32000 ms diverted from \+48221000101$/,
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

  it('sends digits on that nobody has been sent, once each and in their order', async () => {
    const call = new TestCall(bus);
    const { callId } = call;
    const info = { undelivered: true };
    await call.presses('callee', '*103#', info);
    const target = await dialledLeg(call);
    await call.answers(target);
    await neighbours.gets(callId, new RegExp(`^arrange callee hears ${target}`));
    await call.presses('callee', '42*7', info);
    await call.presses(target, '8', info);
    await call.presses('callee', '9');
    await call.presses('callee', '**', info);
    await says(callId, 'started', 'targetDialled', 'targetAnswered', 'returned', 'ended');
    assert.deepEqual(
      neighbours.ordered(callId).filter((order) => order.startsWith('send')),
      ['4', '2', '*7'].map((digits) => `send ${digits} to ${target}`).concat('send 8 to callee'),
    );
    await call.ends();
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

  it('knows after a restart that the two have just come together again: ** starts nothing', async function () {
    this.timeout(30_000);
    const call = new TestCall(bus);
    const { callId } = call;
    await call.presses('callee', '*');
    await neighbours.gets(callId, /^anchor/);
    await call.presses('callee', '**');
    await says(callId, 'started', 'returned', 'ended');
    await isForgotten(callId);
    await app.end('SIGKILL');
    await call.presses('callee', '**##');
    await app.start();
    await says(callId, 'started', 'returned', 'ended', 'started');
    const kinds = facts.flatMap(({ callId: of, fact }) =>
      of === callId && fact?.$case === 'started' ? fact.value.kind : [],
    );
    assert.deepEqual(kinds, ['TRANSFER_KIND_ATTENDED', 'TRANSFER_KIND_BLIND']);
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
    await neighbours.gets(call.callId, /^hang-up/); // it may have been stored all the same
    await says(call.callId, 'started', 'targetDialled', 'failed', 'returned', 'ended');
  });

  for (const [reason, consequence] of [
    ['NO_SUCH_LEG', 'hangs the other one up'],
    ['NO_SUCH_CALL', 'leaves them alone: the call they are in now is not ours'],
  ] as const) {
    it(`of two legs that cannot be put together, for ${reason}, it ${consequence}`, async () => {
      const call = new TestCall(bus);
      const { callId } = call;
      await call.presses('callee', '*');
      await neighbours.gets(callId, /^anchor/);
      neighbours.failNext('arrange', 'NOT_FOUND'); // which says less
      neighbours.failNextWith('bridge', new RpcError('NOT_FOUND', 'fails', { reason, callId }));
      await call.presses('callee', '**');
      await says(callId, 'started', 'returned', 'ended');
      const expected = reason === 'NO_SUCH_LEG' ? ['hang-up callee', 'hang-up caller'] : [];
      for (const command of expected) await neighbours.gets(callId, new RegExp(`^${command}$`));
      await call.ends();
      await isForgotten(callId);
      const hungUp = neighbours.ordered(callId).filter((command) => command.startsWith('hang-up'));
      assert.deepEqual(hungUp.sort(), expected);
    });
  }

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

  describe('an employee on a mobile', () => {
    it('that has answered for an account has the codes of mobiles', async () => {
      const call = new TestCall(bus, { forwardedFor: '101@demo.test', trunk: 'carrier' });
      await call.presses('callee', '*#103#');
      await neighbours.gets(
        call.callId,
        /^originate \S+ sip:103@demo.test from sip:101@demo.test for 101@demo.test/,
      );
      await call.presses('callee', '#');
      await neighbours.gets(call.callId, /^bridge callee caller$/);
      await call.ends();
    });
  });

  describe('a target of the public network', () => {
    const caller = async (showing: directory.CallerId) => {
      neighbours.transfer = { ...usual, callerId: showing };
      bus.nc.publish('directory.demo.changed', '{}');
      await bus.nc.flush();
      const call = new TestCall(bus);
      neighbours.calls.set(call.callId, call.call);
      await client.startTransfer({
        callId: call.callId,
        legId: 'callee',
        kind: contract.TransferKind.TRANSFER_KIND_BLIND,
        target: '+48600100201',
      });
      const originate = await neighbours.gets(call.callId, /^originate/);
      await call.ends();
      return originate;
    };

    it('is dialled for the tenant, within its limit, and never sees the customer', async () => {
      const withoutLeg = (line: string) => line.replace(/target-\d+ /, '');
      assert.equal(
        withoutLeg(await caller({ show: 'transferee', number: '' })),
        'originate sip:+48600100201@demo.test from sip:+48221000101@demo.test for 101@demo.test 32000 ms off-net demo/2 as +48221000101 diverted from +48221000101',
      );
      assert.equal(
        withoutLeg(await caller({ show: 'fixed', number: '+48221000000' })),
        'originate sip:+48600100201@demo.test from sip:+48221000000@demo.test for 101@demo.test 32000 ms off-net demo/2 as +48221000000 diverted from +48221000101',
      );
    });
  });

  describe('a policy', () => {
    const incoming: directory.FailurePolicies = {
      any: {
        action: {
          $case: 'returnToTransferor',
          value: {
            toTransferor: { source: { $case: 'recording', value: 'back-to-you' } },
            toTransferee: { source: { $case: 'text', value: 'Nikt nie odbiera' } },
            ringTimeoutMs: 5_000,
            ifUnanswered: 'route-again',
          },
        },
      },
    };
    before(async () => {
      neighbours.transfer = { ...usual, maxOffNetLegs: 0, incoming };
      bus.nc.publish('directory.demo.changed', '{}');
      await bus.nc.flush();
    });
    after(async () => {
      neighbours.transfer = usual;
      bus.nc.publish('directory.demo.changed', '{}');
      await bus.nc.flush();
    });

    it('has the phone of a transferor who has gone ring again, and tells both', async () => {
      const call = new TestCall(bus);
      const { callId } = call;
      await call.presses('callee', '*103#');
      const target = await dialledLeg(call);
      await call.hangsUp('callee');
      await call.isBusy(target);
      const recall = (await neighbours.gets(callId, /^originate recall/)).split(' ');
      assert.equal(recall.slice(2, 5).join(' '), 'sip:101@demo.test from sip:+48600100200@demo.test');
      await neighbours.gets(callId, /^arrange caller hears "Nikt nie odbiera" pl of demo.test$/);
      await neighbours.gets(callId, /^arrange caller hears hold-music of demo.test$/);
      const again = recall[1] ?? '';
      await call.answers(again);
      await neighbours.gets(callId, new RegExp(`^arrange ${again} hears back-to-you pl of demo.test$`));
      await neighbours.gets(callId, new RegExp(`^bridge ${again} caller$`));
      await says(callId, 'started', 'targetDialled', 'failed', 'recalling', 'returned', 'ended');
    });

    it('sends the transferee to where the call first came in, when nobody takes the recall', async () => {
      const call = new TestCall(bus);
      const { callId } = call;
      await call.presses('callee', '*103#');
      const target = await dialledLeg(call);
      await call.hangsUp('callee');
      await call.isBusy(target);
      const recall = (await neighbours.gets(callId, /^originate recall/)).split(' ')[1] ?? '';
      await call.isBusy(recall);
      await neighbours.gets(callId, /^arrange caller hears "Nikt nie odbiera" pl of demo.test$/);
      await neighbours.gets(callId, /^arrange caller hears hold-music of demo.test$/);
      const route = (await neighbours.gets(callId, /^originate route/)).split(' ')[1] ?? '';
      await call.answers(route);
      await neighbours.gets(callId, new RegExp(`^bridge caller ${route}$`));
      await says(
        callId,
        'started',
        'targetDialled',
        'failed',
        'recalling',
        'rerouting',
        'targetAnswered',
        'ended',
      );
      const ended = facts.findLast((fact) => fact.callId === callId)?.fact;
      assert(ended?.$case === 'ended');
      const { outcome, cause, durationMs, ringMs, consultationMs, holdMs } = ended.value;
      assert.deepEqual([outcome, cause, consultationMs], ['rerouted', 'busy', 0]);
      assert(durationMs >= holdMs && holdMs >= ringMs && ringMs >= 0);
    });
  });

  describe('REFER', () => {
    it('is carried out, reported, and lets the transferor go after the report', async () => {
      const call = new TestCall(bus);
      const { callId } = call;
      await call.refers('callee', 'sip:103@demo.test');
      await neighbours.gets(callId, /^arrange caller hears hold-music of demo.test, callee hears nothing$/);
      const target = await dialledLeg(call);
      await call.rings(target);
      await neighbours.gets(callId, /^report callee 7 180 Ringing$/);
      await call.answers(target);
      await neighbours.gets(callId, /^hang-up callee$/);
      const last = neighbours
        .ordered(callId)
        .filter((line) => /^(bridge|report \S+ 7 200|hang-up)/.test(line));
      assert.deepEqual(last, [`bridge caller ${target}`, 'report callee 7 200 OK', 'hang-up callee']);
      await says(callId, 'started', 'targetDialled', 'targetAnswered', 'completed', 'ended');
    });

    it('to an unknown number is reported, and the two are together again', async () => {
      const call = new TestCall(bus);
      await call.refers('callee', '999');
      await neighbours.gets(call.callId, /^report callee 7 404 Not Found$/);
      await neighbours.gets(call.callId, /^bridge callee caller$/);
      await says(call.callId, 'started', 'failed', 'returned', 'ended');
    });

    it('with Replaces brings the consultation call in, and connects its target', async () => {
      const call = new TestCall(bus);
      const other = new TestCall(bus);
      for (const one of [call, other]) neighbours.calls.set(one.callId, one.call);
      const legs = { transferorLegId: 'caller', targetLegId: 'callee' };
      await call.refers('callee', 'sip:103@demo.test', { callId: other.callId, ...legs });
      const { callId } = call;
      await neighbours.gets(callId, new RegExp(`^merge ${other.callId}$`));
      await neighbours.gets(callId, new RegExp(`^hang-up ${other.callId}-caller$`));
      const last = neighbours.ordered(callId).filter((line) => /^(bridge|report|hang-up)/.test(line));
      assert.deepEqual(last, [
        `bridge caller ${other.callId}-callee`,
        'report callee 7 200 OK',
        'hang-up callee',
        `hang-up ${other.callId}-caller`,
      ]);
      await says(callId, 'started', 'completed', 'ended');
    });

    it('with Replaces of a call that has ended is reported as such', async () => {
      const call = new TestCall(bus);
      const gone = { callId: '00000000000000aa', transferorLegId: 'caller', targetLegId: 'callee' };
      neighbours.calls.set(call.callId, call.call);
      await call.refers('callee', 'sip:103@demo.test', gone);
      await neighbours.gets(call.callId, /^report callee 7 481 Call\/Transaction Does Not Exist$/);
      await says(call.callId, 'started', 'failed', 'returned', 'ended');
    });
  });

  it('gives a phone that takes the place of another one its role', async () => {
    const call = new TestCall(bus);
    const { callId } = call;
    await call.presses('callee', '*103#');
    const target = await dialledLeg(call);
    await call.answers(target);
    await call.isReplaced('caller', 'replaced-1');
    await neighbours.gets(callId, /^arrange replaced-1 hears hold-music of demo.test$/);
    await call.hangsUp('callee');
    await neighbours.gets(callId, new RegExp(`^bridge replaced-1 ${target}$`));
  });

  it('forgets a call that has become part of another one', async () => {
    const call = new TestCall(bus);
    await call.presses('callee', '*1');
    await neighbours.gets(call.callId, /^anchor/);
    await call.isMerged('00000000000000bb');
    await says(call.callId, 'started', 'ended');
    await isForgotten(call.callId);
  });

  describe('where its account wants it, a phone', () => {
    const wants = async (peerDisplay: string) => {
      neighbours.peerDisplay = peerDisplay;
      bus.nc.publish('directory.demo.changed', '{}');
      await bus.nc.flush();
    };
    before(() => wants('update'));
    after(() => wants('none'));

    /** What is shown when a transfer has been given up. */
    const shown = async (call: TestCall) => {
      const { callId } = call;
      neighbours.calls.set(callId, call.call);
      await call.presses('callee', '*1**');
      await says(callId, 'started', 'returned', 'ended');
      // Facts of a call are handled in order: when the next transfer starts, all has been shown.
      await call.presses('callee', '*');
      await says(callId, 'started', 'returned', 'ended', 'started');
      await call.ends();
      return neighbours.ordered(callId).filter((line) => line.startsWith('show'));
    };

    it('is shown whom it talks to now, and nobody else is', async () => {
      assert.deepEqual(await shown(new TestCall(bus)), [
        'show callee sip:+48600100200@demo.test  by PEER_DISPLAY_UPDATE',
      ]);
    });

    it('is shown an anonymous caller as such', async () => {
      assert.deepEqual(await shown(new TestCall(bus, undefined, '')), [
        'show callee sip:anonymous@anonymous.invalid  by PEER_DISPLAY_UPDATE',
      ]);
    });
  });

  describe('a program', () => {
    const talking = () => {
      const call = new TestCall(bus);
      neighbours.calls.set(call.callId, call.call);
      return call;
    };
    const attended = (callId: string, changes: Partial<contract.StartTransferRequest> = {}) =>
      client.startTransfer({
        callId,
        legId: 'callee',
        kind: contract.TransferKind.TRANSFER_KIND_ATTENDED,
        target: '103',
        ...changes,
      });

    it('starts, confers and completes a transfer', async () => {
      const call = talking();
      const { callId } = call;
      await attended(callId);
      const target = await dialledLeg(call);
      await call.answers(target);
      await neighbours.gets(callId, new RegExp(`^arrange callee hears ${target}`));
      await client.conference({ callId });
      await neighbours.gets(
        callId,
        new RegExp(`^arrange callee hears caller and ${target}, caller hears callee and ${target}`),
      );
      await client.complete({ callId });
      await neighbours.gets(callId, /^hang-up callee$/);
      await neighbours.gets(callId, new RegExp(`^bridge caller ${target}$`));
      await says(callId, 'started', 'targetDialled', 'targetAnswered', 'conferred', 'completed', 'ended');
    });

    it('asks for the same thing once, however often it says so', async () => {
      const call = talking();
      const { callId } = call;
      await attended(callId, { requestId: 'start' });
      await attended(callId, { requestId: 'start' });
      await dialledLeg(call);
      const again = { callId, requestId: 'back' };
      await client.return(again);
      await client.return(again);
      await says(callId, 'started', 'targetDialled', 'returned', 'ended');
      await call.ends();
    });

    it('returns from a target that rings', async () => {
      const call = talking();
      const { callId } = call;
      await attended(callId);
      const target = await dialledLeg(call);
      await client.return({ callId });
      await neighbours.gets(callId, new RegExp(`^hang-up ${target}$`));
      await says(callId, 'started', 'targetDialled', 'returned', 'ended');
      await call.ends();
    });

    it('is told why something cannot be done', async () => {
      const call = talking();
      const { callId } = call;
      const nobody = '00000000000000cc';
      const rejects = (done: Promise<unknown>, code: RpcCode, message: RegExp) =>
        assert.rejects(done, (error) => isRpcError(error, code) && message.test(error.message));
      await rejects(attended(nobody), 'NOT_FOUND', /no call/);
      await rejects(attended(callId, { legId: 'target-1' }), 'NOT_FOUND', /no leg target-1/);
      await rejects(attended(callId, { legId: 'caller' }), 'FAILED_PRECONDITION', /no account of ours/);
      await rejects(attended('x'), 'INVALID_ARGUMENT', /call_id/);
      await rejects(attended(callId, { target: '' }), 'INVALID_ARGUMENT', /target/);
      const long = '1'.repeat(100_000);
      await rejects(
        attended(callId, { target: long }),
        'INVALID_ARGUMENT',
        /^target "1{100}…" must be 1 to 255/,
      );
      await rejects(
        attended(callId, { legId: long }),
        'INVALID_ARGUMENT',
        /^leg_id "1{100}…" must be 1 to 255/,
      );
      await rejects(attended(callId, { requestId: 'a b' }), 'INVALID_ARGUMENT', /request_id "a b" must be/);
      const none = contract.TransferKind.TRANSFER_KIND_UNSPECIFIED;
      await rejects(attended(callId, { kind: none }), 'INVALID_ARGUMENT', /kind/);
      for (const method of ['complete', 'return', 'conference'] as const) {
        await rejects(client[method]({ callId }), 'NOT_FOUND', /nobody transfers/);
      }
      await attended(callId);
      await rejects(attended(callId), 'FAILED_PRECONDITION', /in progress.*TargetRinging/);
      await rejects(client.conference({ callId }), 'FAILED_PRECONDITION', /TargetRinging/);
      await call.ends();
      const lonely = new TestCall(bus);
      await lonely.hangsUp('caller');
      neighbours.calls.set(lonely.callId, lonely.call);
      await rejects(attended(lonely.callId), 'FAILED_PRECONDITION', /not talking to anybody/);
    });

    it('watches transfers from the first fact on, with one name in all of them', async () => {
      const call = talking();
      const { callId } = call;
      const stop = new AbortController();
      const seen: contract.TransferEvent[] = [];
      let begun = false;
      const watching = (async () => {
        for await (const { event } of client.watchTransfers({ callId }, { signal: stop.signal })) {
          begun = true;
          if (event) seen.push(event);
          if (event?.fact?.$case === 'ended') break;
        }
      })();
      await until('the watch has begun', () => begun);
      await talking().presses('callee', '*');
      await attended(callId);
      await client.return({ callId });
      await watching;
      stop.abort();
      assert.deepEqual(
        seen.map(({ fact }) => fact?.$case),
        ['started', 'targetDialled', 'returned', 'ended'],
      );
      const [started] = seen;
      assert.deepEqual(
        new Set(seen.map(({ transferId }) => transferId)),
        new Set([`${callId}-${started?.atMs}`]),
      );
      assert(started?.fact?.$case === 'started');
      assert.deepEqual([started.fact.value.initiatedBy, started.fact.value.direction], ['api', 'incoming']);
      await call.ends();
    });
  });

  it('ends with status 0 when it is told to', async function () {
    this.timeout(20_000);
    assert.equal(await app.end('SIGTERM'), 0);
    await app.start();
  });
});
