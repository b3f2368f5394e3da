import assert from 'node:assert/strict';
import { call as contract } from '@cordboard/contracts';
import type { Phone } from '@cordboard/kamailio-jsonrpc/testing/phone';
import type { SipMessage } from '@cordboard/kamailio-jsonrpc/testing/sip-message';
import { storedMessages } from '@cordboard/messaging';
import { until } from '@cordboard/messaging/testing/until';
import { Stand, type TwoPartyCall } from './stand.ts';

describe('off-net legs of a tenant that may have two at once', function () {
  this.timeout(30_000);
  let stand: Stand;
  let carrier: Phone;
  let call: TwoPartyCall;
  before(async () => {
    stand = await Stand.start();
  });
  beforeEach(async () => {
    carrier = await stand.carrier();
    call = await stand.anchored();
  });
  afterEach(() => stand.clear());
  after(() => stand.stop());

  const dial = (legId: string, { callId }: TwoPartyCall = call, maxLegs = 2, callerNumber = '') =>
    stand.rpc.originate({
      callId,
      legId,
      requestUri: 'sip:+48600100200@demo.test',
      fromUri: 'sip:101@demo.test',
      fromDisplay: '',
      onBehalfOf: '101@demo.test',
      ringTimeoutMs: 0,
      offNet: { tenant: 'demo', maxLegs, callerNumber },
    });

  const rings = async (): Promise<SipMessage> => {
    const invite = await carrier.peer.nextRequest('INVITE');
    carrier.peer.respond(invite, [180, 'Ringing'], `${carrier.tag}-${invite.header('Call-ID')}`);
    return invite;
  };

  const refuse = async (invite: SipMessage, legId: string) => {
    carrier.peer.respond(invite, [486, 'Busy Here'], `${carrier.tag}-${invite.header('Call-ID')}`);
    await failure(legId);
  };

  const failure = async (legId: string) => {
    for (;;) {
      const fact = contract.CallEvent.fromJSON(
        await stand.callFacts.next('leg-failed', { callId: call.callId }),
      ).fact;
      if (fact?.$case === 'legFailed' && fact.value.legId === legId) return fact.value;
    }
  };

  const open = async () => {
    const subjects = [];
    for await (const { subject } of storedMessages(stand.bus, 'PLACES_off-net', '>')) subjects.push(subject);
    return subjects;
  };

  /** A place is given back at the same time as it is told that its leg has ended. */
  const taken = (places: number) =>
    until(`${places} places are taken`, async () => (await open()).length === places);

  it('are two; a third is not dialled, and fails as not allowed', async () => {
    await Promise.all([dial('one'), dial('two')]);
    const invites = [await rings(), await rings()];
    await dial('three');
    assert.deepEqual(await failure('three'), {
      legId: 'three',
      sipStatus: 403,
      reason: 'Too Many Off-Net Legs',
      kind: contract.FailureKind.FAILURE_KIND_NOT_ALLOWED,
    });
    await taken(2);
    assert.deepEqual(carrier.peer.unexpected, []);
    for (const invite of invites) carrier.peer.respond(invite, [486, 'Busy Here'], carrier.tag);
    await Promise.all([stand.callFacts.next('leg-failed'), stand.callFacts.next('leg-failed')]);
    await taken(0);
    await stand.hangUp(call);
  });

  it('leave their places to the next when they fail', async () => {
    await dial('one', call, 1);
    await refuse(await rings(), 'one');
    await dial('two', call, 1);
    await refuse(await rings(), 'two');
    await taken(0);
    await stand.hangUp(call);
  });

  it('leave their places when they end with their call', async () => {
    await dial('one', call, 1);
    const invite = await rings();
    carrier.answer(invite);
    await carrier.peer.nextRequest('ACK');
    await stand.callFacts.next('leg-answered', { callId: call.callId });
    assert.deepEqual(await open(), [`places.off-net.demo.${call.callId}-one`]);
    await stand.rpc.bridge({ callId: call.callId, legId: 'caller', partnerLegId: 'one' });
    await stand.rpc.hangUp({ callId: call.callId, legId: 'callee', q850Cause: 0 });
    await stand.isHungUp(call.callee);
    call.caller.phone.inDialog(call.caller.dialog, 'BYE');
    await call.caller.phone.peer.nextResponse(200, 'BYE');
    await stand.isHungUp({ phone: carrier });
    await stand.callFacts.next('call-ended', { callId: call.callId });
    await taken(0);
  });

  it('show the number that was asked for, where the tenant has it', async () => {
    const shown = async (legId: string, callerNumber: string) => {
      await dial(legId, call, 0, callerNumber);
      const invite = await rings();
      await refuse(invite, legId);
      return /sip:([^@]+)@/.exec(invite.header('From'))?.[1];
    };
    assert.equal(await shown('own', '+48221000103'), '+48221000103');
    assert.equal(await shown('foreign', '+48600999999'), '+48221000101');
    assert.equal(await shown('none', ''), '+48221000101');
    await stand.hangUp(call);
  });

  it('without a limit are not counted', async () => {
    await dial('one', call, 0);
    const invite = await rings();
    assert.deepEqual(await open(), []);
    await refuse(invite, 'one');
    await stand.hangUp(call);
  });

  it('that nobody knows any more are freed by the sweep, also while nobody can be asked how the others sound', async () => {
    await dial('one', call, 1);
    const invite = await rings();
    await stand.bus.js.publish('places.off-net.demo.00000000000000ff-ghost', '{}');
    await stand.stack.kill('call-control');
    await stand.stack.kill('media-control');
    await stand.stack.start('call-control', { SWEEP_MS: '1000' });
    while ((await open()).length > 1); // the test's own time limit ends this
    assert.deepEqual(await open(), [`places.off-net.demo.${call.callId}-one`]);
    await stand.stack.start('media-control');
    await refuse(invite, 'one');
    await stand.hangUp(call);
  });
});
