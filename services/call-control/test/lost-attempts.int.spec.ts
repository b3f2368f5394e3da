import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { call as contract } from '@cordboard/contracts';
import type { Phone } from '@cordboard/kamailio-jsonrpc/testing/phone';
import { type CallOptions, isRpcError } from '@cordboard/service';
import { Stand, type TwoPartyCall } from './stand.ts';

const { FailureKind } = contract;

describe('an INVITE of ours whose Kamailio is killed', function () {
  this.timeout(40_000);
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  const dial = ({ callId }: TwoPartyCall, user: string, options?: CallOptions) =>
    stand.rpc.originate(
      {
        callId,
        legId: 'target',
        requestUri: `sip:${user}@demo.test`,
        fromUri: 'sip:101@demo.test',
        fromDisplay: '',
        onBehalfOf: '101@demo.test',
        ringTimeoutMs: 0,
      },
      options,
    );

  /** The same order again can help; which of the two it is depends on what the deadline meets. */
  const isForNow = (error: unknown) => isRpcError(error, 'UNAVAILABLE', 'DEADLINE_EXCEEDED');

  const rings = async (phone: Phone) => {
    const invite = await phone.peer.nextRequest('INVITE');
    phone.peer.respond(invite, [180, 'Ringing'], phone.tag);
    return invite;
  };

  /** 104 rings in an anchored call. */
  const ringing = async () => {
    const [call, dawid] = [await stand.anchored(), await stand.phone('104')];
    await dial(call, '104');
    await rings(dawid);
    await stand.callFacts.next('leg-ringing', { callId: call.callId });
    return { call, dawid };
  };

  const restart = async () => {
    await stand.stack.kill('kamailio');
    await stand.stack.start('kamailio');
  };

  /** The first failure in the call; that it comes within 8 s is what this is about. */
  const failure = async (callId: string) => {
    const { fact } = contract.CallEvent.fromJSON(await stand.callFacts.next('leg-failed', { callId }));
    assert.ok(fact?.$case === 'legFailed');
    const { legId, sipStatus, kind } = fact.value;
    return { legId, sipStatus, kind };
  };

  it('has failed when that has started again, and the call goes on', async () => {
    const { call } = await ringing();
    await restart();
    assert.deepEqual(await failure(call.callId), {
      legId: 'target',
      sipStatus: 503,
      kind: FailureKind.FAILURE_KIND_UNAVAILABLE,
    });
    await stand.isAnchoredAs(call.sipCallId, call.callId);
    await stand.hangUp(call);
  });

  it('is over at once where it had been cancelled', async () => {
    const { call, dawid } = await ringing();
    await stand.rpc.hangUp({ callId: call.callId, legId: 'target', q850Cause: 0 });
    await dawid.peer.nextRequest('CANCEL');
    await restart();
    assert.deepEqual(await failure(call.callId), {
      legId: 'target',
      sipStatus: 487,
      kind: FailureKind.FAILURE_KIND_CANCELLED,
    });
    await stand.isAnchoredAs(call.sipCallId, call.callId);
    await stand.hangUp(call);
  });

  it('is UNAVAILABLE while Kamailio is away, and goes out by the same order again', async () => {
    const [call, dawid] = [await stand.anchored(), await stand.phone('104')];
    await stand.stack.kill('kamailio');
    await assert.rejects(dial(call, '104', { deadlineMs: 300 }), isForNow);
    const again = dial(call, '104', { deadlineMs: 15_000 });
    await stand.stack.start('kamailio');
    await again; // no sooner than the INVITE has been sent
    const invite = await rings(dawid);
    await stand.isAnchoredAs(call.sipCallId, call.callId);
    dawid.answer(invite);
    await dawid.peer.nextRequest('ACK');
    await stand.callFacts.next('leg-answered', { callId: call.callId });
    await stand.rpc.hangUp({ callId: call.callId, legId: 'target', q850Cause: 0 });
    await stand.isHungUp({ phone: dawid });
    await stand.hangUp(call);
    assert.deepEqual(
      dawid.peer.unexpected.filter((line) => line.startsWith('INVITE')),
      [],
    );
  });

  it('is cancelled where nobody waits for it any more when Kamailio comes back', async () => {
    const [call, dawid] = [await stand.anchored(), await stand.phone('104')];
    await stand.stack.kill('kamailio');
    await assert.rejects(dial(call, '104', { deadlineMs: 300 }), isForNow);
    const hungUp = stand.rpc.hangUp(
      { callId: call.callId, legId: 'target', q850Cause: 0 },
      { deadlineMs: 15_000 },
    );
    await stand.stack.start('kamailio');
    await hungUp;
    const invite = await rings(dawid); // for a moment: before that the CANCEL must wait (RFC 3261 §9.1)
    dawid.peer.respond(await dawid.peer.nextRequest('CANCEL'), [200, 'OK'], dawid.tag);
    dawid.peer.respond(invite, [487, 'Request Terminated'], dawid.tag);
    assert.equal((await failure(call.callId)).kind, FailureKind.FAILURE_KIND_CANCELLED);
    await stand.hangUp(call);
  });

  it('a BYE that could not be sent is sent once, by the same order again, and after the end of the call', async () => {
    const call = await stand.anchored();
    const { callId } = call;
    const hangUp = (legId: string, deadlineMs: number) =>
      stand.rpc.hangUp({ callId, legId, q850Cause: 0 }, { deadlineMs });
    await stand.stack.kill('kamailio');
    await assert.rejects(hangUp('caller', 300), isForNow);
    await stand.callFacts.next('call-ended', { callId });
    const again = hangUp('caller', 15_000);
    await stand.stack.start('kamailio');
    await again;
    for (const { phone } of [call.caller, call.callee]) {
      await stand.isHungUp({ phone });
      assert.deepEqual(
        phone.peer.unexpected.filter((line) => line.startsWith('BYE')),
        [],
      );
    }
  });

  it('a call is anchored by the same order again', async () => {
    const call = await stand.plain();
    const { callId } = call;
    await stand.stack.kill('kamailio');
    const anchor = (deadlineMs: number) => stand.rpc.anchor({ callId, releaseLegId: '' }, { deadlineMs });
    await assert.rejects(anchor(300), isForNow);
    const again = anchor(15_000);
    await stand.stack.start('kamailio');
    await again;
    await stand.isAnchoredAs(call.sipCallId, callId);
    await stand.hangUp(call);
  });

  it('to the callee of a call that a program starts is explained to the caller', async () => {
    const [anna, celina] = await Promise.all([stand.phone('101'), stand.phone('103')]);
    const { callId } = await stand.rpc.startCall({
      requestId: randomUUID(),
      account: '101@demo.test',
      dialled: '103',
      ringTimeoutMs: 0,
    });
    const invite = await rings(anna);
    await stand.callFacts.next('leg-ringing', { callId }); // or her answer might overtake it
    anna.answer(invite);
    await anna.peer.nextRequest('ACK');
    await rings(celina);
    await stand.callFacts.next('leg-ringing', { callId });
    await restart();
    assert.equal((await failure(callId)).legId, 'callee');
    const bye = await stand.isHungUp({ phone: anna });
    assert.match(bye.header('Reason'), /cause=20/);
    await stand.callFacts.next('call-ended', { callId });
  });
});
