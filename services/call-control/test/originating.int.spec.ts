import assert from 'node:assert/strict';
import { call as contract } from '@cordboard/contracts';
import type { Phone } from '@cordboard/kamailio-jsonrpc/testing/phone';
import type { SipMessage } from '@cordboard/kamailio-jsonrpc/testing/sip-message';
import { Stand, type TwoPartyCall } from './stand.ts';

const { FailureKind } = contract;

describe('a leg that call-control dials', function () {
  this.timeout(30_000);
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  const dial = ({ callId }: TwoPartyCall, user: string, legId = 'target', ringTimeoutMs = 0) =>
    stand.rpc.originate({
      callId,
      legId,
      requestUri: `sip:${user}@demo.test`,
      fromUri: 'sip:101@demo.test',
      fromDisplay: 'Anna "101" Żak',
      onBehalfOf: '101@demo.test',
      ringTimeoutMs,
    });

  const failure = async ({ callId }: TwoPartyCall) => {
    const fact = await stand.callFacts.next('leg-failed', { callId });
    return contract.CallEvent.fromJSON(fact).fact;
  };

  const rings = async (phone: Phone) => {
    const invite = await phone.peer.nextRequest('INVITE');
    phone.peer.respond(invite, [180, 'Ringing'], phone.tag);
    return invite;
  };

  const isCancelled = async (phone: Phone, invite: SipMessage) => {
    const cancel = await phone.peer.nextRequest('CANCEL');
    phone.peer.respond(cancel, [200, 'OK'], phone.tag);
    phone.peer.respond(invite, [487, 'Request Terminated'], phone.tag);
  };

  it('rings, sends early media and answers; its hang-up is a fact, and its name stays used', async () => {
    const [call, dawid] = [await stand.anchored(), await stand.phone('104')];
    await dial(call, '104');
    const invite = await rings(dawid);
    assert.match(invite.header('From'), /^"Anna \\"101\\" Żak" <sip:101@demo\.test>/);
    await stand.callFacts.next('leg-ringing', { callId: call.callId });
    dawid.peer.respond(
      invite,
      [183, 'Session Progress'],
      dawid.tag,
      [['Content-Type', 'application/sdp']],
      dawid.sdp,
    );
    await stand.callFacts.next('leg-early-media', { callId: call.callId });
    dawid.answer(invite);
    await stand.callFacts.next('leg-answered', { callId: call.callId });
    await dawid.peer.nextRequest('ACK');
    const dialog = dawid.dialogOf(invite);
    dawid.inDialog(dialog, 'BYE', [['Reason', 'Q.850;cause=31']]);
    await dawid.peer.nextResponse(200, 'BYE');
    const { fact } = contract.CallEvent.fromJSON(
      await stand.callFacts.next('leg-ended', { callId: call.callId }),
    );
    assert.deepEqual(fact, {
      $case: 'legEnded',
      value: { legId: 'target', endedBy: contract.EndedBy.ENDED_BY_PARTY, q850Cause: 31 },
    });
    await dial(call, '104');
    await stand.hangUp(call);
    assert.deepEqual(
      dawid.peer.unexpected.filter((line) => line.startsWith('INVITE')),
      [],
    );
  });

  it('has been answered and has ended where its BYE comes before its answer', async () => {
    const [call, dawid] = [await stand.anchored(), await stand.phone('104')];
    await dial(call, '104');
    const invite = await rings(dawid);
    await stand.callFacts.next('leg-ringing', { callId: call.callId });
    dawid.inDialog(dawid.dialogOf(invite), 'BYE');
    await dawid.peer.nextResponse(200, 'BYE');
    dawid.answer(invite);
    await dawid.peer.nextRequest('ACK');
    await stand.callFacts.next('leg-answered', { callId: call.callId });
    const { fact } = contract.CallEvent.fromJSON(
      await stand.callFacts.next('leg-ended', { callId: call.callId }),
    );
    assert.deepEqual(fact, {
      $case: 'legEnded',
      value: { legId: 'target', endedBy: contract.EndedBy.ENDED_BY_PARTY, q850Cause: 16 },
    });
    await stand.hangUp(call);
  });

  it('is dialled once, however often it is asked for', async () => {
    const [call, dawid] = [await stand.anchored(), await stand.phone('104')];
    await Promise.all([dial(call, '104'), dial(call, '104')]);
    await dial(call, '104');
    const invite = await rings(dawid);
    await stand.callFacts.next('leg-ringing', { callId: call.callId });
    dawid.peer.respond(invite, [486, 'Busy Here'], dawid.tag);
    await failure(call);
    assert.deepEqual(
      dawid.peer.unexpected.filter((line) => line.startsWith('INVITE')),
      [],
    );
    await stand.hangUp(call);
  });

  for (const [status, kind] of [
    [302, FailureKind.FAILURE_KIND_UNAVAILABLE],
    [403, FailureKind.FAILURE_KIND_REJECTED],
    [404, FailureKind.FAILURE_KIND_UNKNOWN_NUMBER],
    [480, FailureKind.FAILURE_KIND_UNAVAILABLE],
    [486, FailureKind.FAILURE_KIND_BUSY],
    [488, FailureKind.FAILURE_KIND_ERROR],
    [500, FailureKind.FAILURE_KIND_ERROR],
    [600, FailureKind.FAILURE_KIND_BUSY],
    [603, FailureKind.FAILURE_KIND_REJECTED],
  ] as const) {
    it(`and that answers ${status} has failed: ${contract.failureKindToJSON(kind)}`, async () => {
      const [call, dawid] = [await stand.anchored(), await stand.phone('104')];
      await dial(call, '104');
      dawid.peer.respond(await rings(dawid), [status, 'As It Is'], dawid.tag);
      await dawid.peer.nextRequest('ACK');
      assert.deepEqual(await failure(call), {
        $case: 'legFailed',
        value: { legId: 'target', sipStatus: status, reason: 'As It Is', kind },
      });
      await stand.hangUp(call);
    });
  }

  for (const [what, user, status, kind] of [
    ['an account that no phone is registered for', '106', 480, FailureKind.FAILURE_KIND_UNAVAILABLE],
    ['no number of the tenant', '199', 404, FailureKind.FAILURE_KIND_UNKNOWN_NUMBER],
  ] as const) {
    it(`to ${what} is ${status}`, async () => {
      const call = await stand.anchored();
      await dial(call, user);
      const failed = await failure(call);
      assert.ok(failed?.$case === 'legFailed');
      assert.deepEqual([failed.value.sipStatus, failed.value.kind], [status, kind]);
      await stand.hangUp(call);
    });
  }

  it('rings no longer than it may', async () => {
    const [call, dawid] = [await stand.anchored(), await stand.phone('104')];
    await dial(call, '104', 'target', 1_000);
    const invite = await rings(dawid);
    await isCancelled(dawid, invite);
    const failed = await failure(call);
    assert.ok(failed?.$case === 'legFailed');
    assert.equal(failed.value.kind, FailureKind.FAILURE_KIND_NO_ANSWER);
    await stand.hangUp(call);
  });

  it('is cancelled while it rings', async () => {
    const [call, dawid] = [await stand.anchored(), await stand.phone('104')];
    await dial(call, '104');
    const invite = await rings(dawid);
    await stand.callFacts.next('leg-ringing', { callId: call.callId });
    await stand.rpc.hangUp({ callId: call.callId, legId: 'target', q850Cause: 0 });
    await isCancelled(dawid, invite);
    const failed = await failure(call);
    assert.ok(failed?.$case === 'legFailed');
    assert.equal(failed.value.kind, FailureKind.FAILURE_KIND_CANCELLED);
    await stand.hangUp(call);
  });

  it('is hung up where its answer crossed our CANCEL', async () => {
    const [call, dawid] = [await stand.anchored(), await stand.phone('104')];
    await dial(call, '104');
    const invite = await rings(dawid);
    await stand.callFacts.next('leg-ringing', { callId: call.callId });
    await stand.rpc.hangUp({ callId: call.callId, legId: 'target', q850Cause: 0 });
    const cancel = await dawid.peer.nextRequest('CANCEL');
    dawid.answer(invite);
    dawid.peer.respond(cancel, [200, 'OK'], dawid.tag);
    await dawid.peer.nextRequest('ACK');
    await stand.isHungUp({ phone: dawid, dialog: dawid.dialogOf(invite) });
    assert.equal((await failure(call))?.$case, 'legFailed');
    await stand.hangUp(call);
  });

  it('rings every phone of the account; once one has answered, the others stop', async () => {
    const call = await stand.anchored();
    const [desk, sofa] = await Promise.all([stand.phone('104'), stand.phone('104')]);
    await dial(call, '104');
    const [atDesk, atSofa] = await Promise.all([rings(desk), rings(sofa)]);
    for (const _ of [desk, sofa]) {
      await stand.sipFacts.next('response', { sipCallId: atDesk.header('Call-ID'), status: 180 });
    }
    desk.answer(atDesk);
    await isCancelled(sofa, atSofa);
    await stand.callFacts.next('leg-answered', { callId: call.callId });
    await stand.rpc.hangUp({ callId: call.callId, legId: 'target', q850Cause: 0 });
    await stand.isHungUp({ phone: desk, dialog: desk.dialogOf(atDesk) });
    await stand.hangUp(call);
  });

  it('answered by two phones of the account stays with the first, whatever the second does', async () => {
    const call = await stand.anchored();
    const [desk, sofa] = await Promise.all([stand.phone('104'), stand.phone('104')]);
    await stand.rpc.originate({
      callId: call.callId,
      legId: 'target',
      requestUri: 'sip:104@demo.test',
      fromUri: 'sip:101@demo.test',
      fromDisplay: '',
      onBehalfOf: '101@demo.test',
      ringTimeoutMs: 0,
    });
    const [atDesk, atSofa] = await Promise.all([
      desk.peer.nextRequest('INVITE'),
      sofa.peer.nextRequest('INVITE'),
    ]);
    desk.answer(atDesk);
    await stand.callFacts.next('leg-answered', { callId: call.callId });
    sofa.answer(atSofa);
    const atSofaDialog = sofa.dialogOf(atSofa);
    sofa.inDialog(atSofaDialog, 'BYE');
    await sofa.peer.nextResponse(200, 'BYE');
    const { call: told } = await stand.rpc.getCall({ callId: call.callId });
    assert.deepEqual(
      told?.legs.map(({ legId }) => legId),
      ['caller', 'callee', 'target'],
    );
    await stand.rpc.hangUp({ callId: call.callId, legId: 'target', q850Cause: 0 });
    await stand.isHungUp({ phone: desk, dialog: desk.dialogOf(atDesk) });
    await stand.hangUp(call);
  });
});
