import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { call as contract } from '@cordboard/contracts';
import type { Phone } from '@cordboard/kamailio-jsonrpc/testing/phone';
import type { SipMessage } from '@cordboard/kamailio-jsonrpc/testing/sip-message';
import { pressKey } from '@cordboard/kamailio-jsonrpc/testing/telephone-event';
import { HOST } from '@cordboard/local';
import { storedMessages } from '@cordboard/messaging';
import { isRpcError } from '@cordboard/service';
import { Stand } from './stand.ts';

describe('a call that a program starts', function () {
  this.timeout(40_000);
  let stand: Stand;
  let anna: Phone;
  let celina: Phone;
  before(async () => {
    stand = await Stand.start();
  });
  beforeEach(async () => {
    [anna, celina] = await Promise.all([stand.phone('101'), stand.phone('103')]);
  });
  afterEach(async () => {
    await isNothingLeft();
    await stand.clear();
  });
  after(() => stand.stop());

  const request = (over: { dialled?: string; account?: string; requestId?: string } = {}) => ({
    requestId: randomUUID(),
    account: '101@demo.test',
    dialled: '103',
    ringTimeoutMs: 0,
    ...over,
  });
  const start = async (over: Parameters<typeof request>[0] = {}) =>
    (await stand.rpc.startCall(request(over))).callId;

  const rings = async (phone: Phone): Promise<SipMessage> => {
    const invite = await phone.peer.nextRequest('INVITE');
    phone.peer.respond(invite, [180, 'Ringing'], phone.tag);
    return invite;
  };

  const answers = async (phone: Phone, invite: SipMessage) => {
    phone.answer(invite);
    await phone.peer.nextRequest('ACK');
    return phone.dialogOf(invite);
  };

  /** Until both ring: the dialog of the one who has answered, and the other's INVITE. */
  const calling = async () => {
    const callId = await start();
    const caller = await answers(anna, await rings(anna));
    return { callId, caller, invite: await rings(celina) };
  };

  const isCancelled = async (phone: Phone, invite: SipMessage) => {
    const cancel = await phone.peer.nextRequest('CANCEL');
    phone.peer.respond(cancel, [200, 'OK'], phone.tag);
    phone.peer.respond(invite, [487, 'Request Terminated'], phone.tag);
    await phone.peer.nextRequest('ACK');
  };

  const hangsUp = async (phone: Phone, dialog: ReturnType<Phone['dialogOf']>) => {
    phone.inDialog(dialog, 'BYE');
    await phone.peer.nextResponse(200, 'BYE');
  };

  const isOver = (callId: string) => stand.callFacts.next('call-ended', { callId });

  const isNothingLeft = async () => {
    assert.deepEqual((await stand.rpc.listCalls({})).calls, []);
    const left = [];
    for await (const { subject } of storedMessages(stand.bus, 'PLACES_off-net', '>')) left.push(subject);
    assert.deepEqual(left, []);
  };

  it('rings the account first, as the one whom it calls, and then him, as the account', async () => {
    const callId = await start();
    const atAnna = await rings(anna);
    assert.match(atAnna.header('From'), /^"Celina Maj" <sip:103@demo\.test>/);
    const caller = await answers(anna, atAnna);
    const atCelina = await rings(celina);
    assert.match(atCelina.header('From'), /^"Anna Nowak" <sip:101@demo\.test>/);
    await answers(celina, atCelina);
    for (const legId of ['caller', 'callee']) {
      const { fact } = contract.CallEvent.fromJSON(await stand.callFacts.next('leg-answered', { callId }));
      assert.deepEqual(fact, { $case: 'legAnswered', value: { legId } });
    }
    const { call } = await stand.rpc.getCall({ callId });
    assert.deepEqual(
      [call?.origin, call?.dialled, call?.anchored],
      [contract.CallOrigin.CALL_ORIGIN_API, '', true],
    );
    assert.deepEqual(
      call?.legs.map((leg) => [leg.legId, leg.account, leg.number, leg.displayName, leg.partnerLegId]),
      [
        ['caller', '101@demo.test', '101', 'Anna Nowak', 'callee'],
        ['callee', '103@demo.test', '103', 'Celina Maj', 'caller'],
      ],
    );
    await hangsUp(anna, caller);
    await stand.isHungUp({ phone: celina });
    await isOver(callId);
  });

  it('is started once, however often it is asked for, at once or later', async () => {
    const asked = request();
    const [one, other] = await Promise.all([stand.rpc.startCall(asked), stand.rpc.startCall(asked)]);
    assert.equal(one.callId, other.callId);
    const invite = await rings(anna);
    anna.peer.respond(invite, [486, 'Busy Here'], anna.tag);
    await anna.peer.nextRequest('ACK');
    await isOver(one.callId);
    const again = await stand.rpc.startCall(asked);
    assert.equal(again.callId, one.callId);
    assert.deepEqual(anna.peer.unexpected, []);
  });

  it('is over when the account’s phone rejects it, and nobody else is called', async () => {
    const callId = await start();
    anna.peer.respond(await rings(anna), [603, 'Decline'], anna.tag);
    await anna.peer.nextRequest('ACK');
    const ended = contract.CallEvent.fromJSON(await isOver(callId));
    assert.equal(ended.call?.origin, contract.CallOrigin.CALL_ORIGIN_API);
    assert.deepEqual(celina.peer.unexpected, []);
  });

  it('is cancelled by HangUp while the account’s phone rings', async () => {
    const callId = await start();
    const invite = await rings(anna);
    await stand.callFacts.next('leg-ringing', { callId });
    await stand.rpc.hangUp({ callId, legId: 'caller', q850Cause: 0 });
    await isCancelled(anna, invite);
    await isOver(callId);
  });

  it('cancels the called when the caller hangs up', async () => {
    const { callId, caller, invite } = await calling();
    await stand.callFacts.next('leg-ringing', { callId });
    await hangsUp(anna, caller);
    await isCancelled(celina, invite);
    await isOver(callId);
  });

  it('ends with the caller though the called answers in the same instant', async () => {
    const { callId, caller, invite } = await calling();
    await stand.callFacts.next('leg-ringing', { callId });
    await hangsUp(anna, caller);
    const cancel = await celina.peer.nextRequest('CANCEL');
    celina.answer(invite);
    celina.peer.respond(cancel, [200, 'OK'], celina.tag);
    await celina.peer.nextRequest('ACK');
    await stand.isHungUp({ phone: celina });
    await isOver(callId);
  });

  it('tells the caller why the called does not answer, and hangs up', async () => {
    const { callId, invite } = await calling();
    celina.peer.respond(invite, [486, 'Busy Here'], celina.tag);
    await celina.peer.nextRequest('ACK');
    const bye = await stand.isHungUp({ phone: anna });
    assert.match(bye.header('Reason'), /Q\.850;cause=17/);
    await isOver(callId);
  });

  it('tells him after the network of the called has spoken, too', async () => {
    const { callId, invite } = await calling();
    const type = ['Content-Type', 'application/sdp'] as const;
    celina.peer.respond(invite, [183, 'Session Progress'], celina.tag, [type], celina.sdp);
    await stand.callFacts.next('leg-early-media', { callId });
    celina.peer.respond(invite, [486, 'Busy Here'], celina.tag);
    await celina.peer.nextRequest('ACK');
    const refusedAt = Date.now();
    await stand.isHungUp({ phone: anna });
    assert.ok(Date.now() - refusedAt > 800, 'no time to tell anything');
    await isOver(callId);
  });

  it('rings the called for as long as was asked', async () => {
    const { callId } = await stand.rpc.startCall({ ...request(), ringTimeoutMs: 1_000 });
    await answers(anna, await rings(anna));
    await isCancelled(celina, await rings(celina));
    const bye = await stand.isHungUp({ phone: anna });
    assert.match(bye.header('Reason'), /Q\.850;cause=19/);
    await isOver(callId);
  });

  it('lets the called hang up, and the caller with him', async () => {
    const { callId, invite } = await calling();
    await hangsUp(celina, await answers(celina, invite));
    await stand.isHungUp({ phone: anna });
    await isOver(callId);
  });

  for (const moment of ['the account’s phone rings', 'the called rings'] as const) {
    it(`goes on where call-control is killed while ${moment}`, async () => {
      const callId = await start();
      const atAnna = await rings(anna);
      let caller: ReturnType<Phone['dialogOf']> | undefined;
      if (moment === 'the called rings') caller = await answers(anna, atAnna);
      const atCelina = caller && (await rings(celina));
      await stand.stack.kill('call-control');
      await stand.stack.start('call-control');
      caller ??= await answers(anna, atAnna);
      await answers(celina, atCelina ?? (await rings(celina)));
      await stand.callFacts.next('leg-answered', { callId });
      await stand.callFacts.next('leg-answered', { callId });
      await hangsUp(anna, caller);
      await stand.isHungUp({ phone: celina });
      await isOver(callId);
    });
  }

  it('to a public number goes out by the trunk, for the account', async () => {
    const carrier = await stand.carrier();
    const callId = await start({ dialled: '600100200' });
    const atAnna = await rings(anna);
    assert.match(atAnna.header('From'), /<sip:\+48600100200@demo\.test>/);
    const caller = await answers(anna, atAnna);
    const out = await rings(carrier);
    assert.match(out.startLine, /^INVITE sip:\+48600100200@/);
    assert.match(out.header('From'), /sip:\+48221000101@/);
    await answers(carrier, out);
    await hangsUp(anna, caller);
    await stand.isHungUp({ phone: carrier });
    await isOver(callId);
  });

  it('can be transferred like any other', async () => {
    const { callId, caller, invite } = await calling();
    await answers(celina, invite);
    await stand.callFacts.next('leg-answered', { callId });
    await stand.callFacts.next('leg-answered', { callId });
    const dawid = await stand.phone('104');
    for (const digit of '*104#') {
      anna.inDialog(
        caller,
        'INFO',
        [['Content-Type', 'application/dtmf-relay']],
        `Signal=${digit}\r\nDuration=160\r\n`,
      );
      await anna.peer.nextResponse(200, 'INFO');
    }
    const atDawid = await rings(dawid);
    const target = await answers(dawid, atDawid);
    await stand.callFacts.next('leg-answered', { callId });
    await hangsUp(anna, caller);
    for (;;) {
      const { call } = await stand.rpc.getCall({ callId });
      if (call?.legs.every(({ legId, partnerLegId }) => legId !== 'caller' && partnerLegId !== '')) break;
    }
    // What the record says has still to be done by rtpengine; a command is carried out only after that.
    await stand.rpc.hangUp({ callId, legId: 'caller', q850Cause: 0 });
    // rtpengine reports digits in the name of the leg that has gone.
    const rtp = createSocket('udp4').bind(dawid.peer.port + 1, HOST);
    await once(rtp, 'listening');
    pressKey(rtp, Number(/^m=audio (\d+)/m.exec(atDawid.body)?.[1]), 5, HOST);
    for (;;) {
      const { fact } = contract.CallEvent.fromJSON(await stand.callFacts.next('digit-pressed', { callId }));
      if (fact?.$case === 'digitPressed' && fact.value.digit === '5') break;
    }
    rtp.close();
    await hangsUp(dawid, target);
    await stand.isHungUp({ phone: celina });
    await isOver(callId);
  });

  it('is refused where the account is none of ours, or may not call the number', async () => {
    const { rpc } = stand;
    const refused = (
      over: Parameters<typeof request>[0],
      code: 'NOT_FOUND' | 'FAILED_PRECONDITION',
      what: string,
    ) =>
      assert.rejects(
        rpc.startCall(request(over)),
        (error) => isRpcError(error, code) && error.message === what,
      );
    await refused({ account: '999@demo.test' }, 'NOT_FOUND', 'no account 999@demo.test');
    await refused({ dialled: '199' }, 'FAILED_PRECONDITION', 'nobody has the number "199"');
    await assert.rejects(rpc.startCall(request({ requestId: '' })), (error) =>
      isRpcError(error, 'INVALID_ARGUMENT'),
    );
    await assert.rejects(rpc.startCall(request({ account: '101' })), (error) =>
      isRpcError(error, 'INVALID_ARGUMENT'),
    );
    assert.deepEqual(anna.peer.unexpected, []);
  });
});
