import assert from 'node:assert/strict';
import { type Side, Stand, type TwoPartyCall } from './stand.ts';

const ALLOW_UPDATE = ['Allow', 'INVITE, ACK, BYE, CANCEL, UPDATE'] as const;
const NO_UPDATE = ['Allow', 'INVITE, ACK, BYE, CANCEL'] as const;
const SESSION = ['Session-Expires', '1800;refresher=uac'] as const;
const SDP_TYPE = ['Content-Type', 'application/sdp'] as const;
/** RFC 4028 §7.2: the refresher acts half-way, and the other waits until shortly before the end. */
const HALF_MS = 900_000;
const NEARLY_ALL_MS = 1_768_000;

describe('the session timer of an anchored call, refreshed by its caller', function () {
  this.timeout(30_000);
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  /** When the durable timer of a leg is due, milliseconds since 1970. */
  const dueAt = async ({ callId }: TwoPartyCall, legId: string): Promise<number> => {
    const subject = `timer.call-control.waiting.${callId}.SessionDue-${legId}`;
    const message = await stand.bus.jsm.streams.getMessage('TIMERS', { last_by_subj: subject });
    assert.ok(message, `no timer ${subject}`);
    return message.json<{ at: number }>().at;
  };

  /** Let it fire now: the message that JetStream would deliver in half an hour. */
  const fire = async ({ callId }: TwoPartyCall, legId: string): Promise<void> => {
    await stand.bus.js.publish(
      `timer.call-control.fired.${callId}.SessionDue-${legId}`,
      JSON.stringify({ at: Date.now(), payload: { type: 'SessionDue', legId } }),
    );
  };

  const accept = ({ phone }: Side, request: Awaited<ReturnType<Side['phone']['peer']['nextRequest']>>) =>
    phone.peer.respond(request, [200, 'OK'], phone.tag, [phone.contact, SESSION]);

  /** Facts of a call are handled in order: our refresh is over when a request that came after its response is answered. */
  const isSettled = async ({ phone, dialog }: Side): Promise<void> => {
    phone.inDialog(dialog, 'UPDATE');
    await phone.peer.nextResponse(200, 'UPDATE');
  };

  it('is watched towards the caller, and kept alive by us towards the called', async () => {
    const began = Date.now();
    const call = await stand.anchored({ answer: [SESSION, ALLOW_UPDATE] });
    const [towardsCaller, towardsCallee] = [await dueAt(call, 'caller'), await dueAt(call, 'callee')];
    assert.ok(Math.abs(towardsCaller - began - NEARLY_ALL_MS) < 5_000);
    assert.ok(Math.abs(towardsCallee - began - HALF_MS) < 5_000);
    await stand.hangUp(call);
  });

  it('is refreshed by UPDATE where the party allows it, again and again', async () => {
    const call = await stand.anchored({ answer: [SESSION, ALLOW_UPDATE] });
    const cseqs = [];
    for (let round = 0; round < 2; round++) {
      await fire(call, 'callee');
      const update = await call.callee.phone.peer.nextRequest('UPDATE');
      assert.equal(update.header('Session-Expires'), '1800;refresher=uac');
      assert.equal(update.body, '');
      cseqs.push(Number.parseInt(update.header('CSeq'), 10));
      accept(call.callee, update);
      await stand.sipFacts.next('response', { sipCallId: call.sipCallId, method: 'UPDATE', status: 200 });
      await isSettled(call.callee);
    }
    assert.equal(cseqs[1], Number(cseqs[0]) + 1);
    await stand.hangUp(call);
  });

  it('is refreshed by a re-INVITE that changes nothing where it does not', async () => {
    const call = await stand.anchored({ answer: [SESSION, NO_UPDATE] });
    const { phone } = call.callee;
    await fire(call, 'callee');
    const invite = await phone.peer.nextRequest('INVITE');
    assert.equal(invite.header('Session-Expires'), '1800;refresher=uac');
    assert.match(invite.body, /^m=audio \d+ RTP\/AVP/m);
    phone.answer(invite, [SESSION]);
    await phone.peer.nextRequest('ACK');
    await stand.hangUp(call);
  });

  it('is moved by the caller’s refresh, which gets its Session-Expires back', async () => {
    const call = await stand.anchored({ answer: [SESSION, ALLOW_UPDATE] });
    const { phone, dialog } = call.caller;
    const before = await dueAt(call, 'caller');
    phone.inDialog(dialog, 'UPDATE', [SESSION, ['Supported', 'timer']]);
    const ok = await phone.peer.nextResponse(200, 'UPDATE');
    assert.equal(ok.header('Session-Expires'), '1800;refresher=uac');
    while ((await dueAt(call, 'caller')) <= before); // the test's own time limit ends this
    await stand.hangUp(call);
  });

  it('ends the call where the caller refreshes no more', async () => {
    const call = await stand.anchored({ answer: [SESSION, ALLOW_UPDATE] });
    await fire(call, 'caller');
    const [bye] = await Promise.all([stand.isHungUp(call.caller), stand.isHungUp(call.callee)]);
    assert.match(bye.header('Reason'), /Q\.850;cause=102/);
    await stand.callFacts.next('call-ended', { callId: call.callId });
  });

  it('ends the call where the called knows it no more', async () => {
    const call = await stand.anchored({ answer: [SESSION, ALLOW_UPDATE] });
    const { phone } = call.callee;
    await fire(call, 'callee');
    const update = await phone.peer.nextRequest('UPDATE');
    phone.peer.respond(update, [481, 'Call/Transaction Does Not Exist'], phone.tag);
    await stand.isHungUp(call.caller);
    await stand.callFacts.next('call-ended', { callId: call.callId });
  });

  it('a re-INVITE that meets our refresh is answered 491, and goes through afterwards', async () => {
    const call = await stand.anchored({ answer: [SESSION, ALLOW_UPDATE] });
    const { phone, dialog } = call.callee;
    await fire(call, 'callee');
    const update = await phone.peer.nextRequest('UPDATE');
    phone.inDialog(dialog, 'INVITE', [SDP_TYPE], phone.sdp);
    await phone.peer.nextResponse(491, 'INVITE');
    phone.acknowledgeIn(dialog);
    accept(call.callee, update);
    await stand.sipFacts.next('response', { sipCallId: call.sipCallId, method: 'UPDATE', status: 200 });
    phone.inDialog(dialog, 'INVITE', [SDP_TYPE], phone.sdp);
    await phone.peer.nextResponse(200, 'INVITE');
    phone.acknowledgeIn(dialog);
    await stand.hangUp(call);
  });

  it('a session timer that a party asks for in mid-call is kept as it was answered', async () => {
    const call = await stand.anchored();
    const { phone, dialog } = call.caller;
    const timer = [
      ['Supported', 'timer'],
      ['Session-Expires', '1800;refresher=uas'],
    ] as const;
    phone.inDialog(dialog, 'INVITE', [SDP_TYPE, ...timer], phone.sdp);
    const ok = await phone.peer.nextResponse(200, 'INVITE');
    phone.acknowledgeIn(dialog);
    assert.equal(ok.header('Session-Expires'), '1800;refresher=uas');
    const subject = `timer.call-control.waiting.${call.callId}.SessionDue-caller`;
    assert.ok(
      await stand.bus.jsm.streams.getMessage('TIMERS', { last_by_subj: subject }),
      'nobody refreshes',
    );
    await stand.hangUp(call);
  });

  it('a session of less than 90 s is refused with 422 and Min-SE (RFC 4028 §5, §9)', async () => {
    const call = await stand.anchored();
    const { phone, dialog } = call.caller;
    phone.inDialog(
      dialog,
      'INVITE',
      [SDP_TYPE, ['Supported', 'timer'], ['Session-Expires', '30']],
      phone.sdp,
    );
    const refused = await phone.peer.nextResponse(422, 'INVITE');
    phone.acknowledgeIn(dialog);
    assert.equal(refused.header('Min-SE'), '90');
    await stand.hangUp(call);
  });
});
