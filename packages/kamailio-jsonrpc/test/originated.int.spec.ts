import assert from 'node:assert/strict';
import { CALL, originate, sdp, TAG } from './originate.ts';
import { Stack } from './stack.ts';

describe('a call that call-control originates through Kamailio', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  const response = (sipCallId: string, status: number) =>
    stack.facts.next('response', { sipCallId, status, method: 'INVITE' });

  it('rings nobody twice: the same INVITE again, after a crash in between, is 482', async () => {
    const berta = await stack.registered('102');
    const callId = await originate(stack, '102');
    const invite = await berta.peer.nextRequest('INVITE');
    berta.peer.respond(invite, [180, 'Ringing'], berta.tag);
    await response(callId, 180);
    await originate(stack, '102', { callId });
    await response(callId, 482);
    berta.answer(invite);
    await response(callId, 200);
    await berta.peer.nextRequest('ACK');
  });

  it('acknowledges an answer each time it comes, and reports it once (RFC 3261 §13.2.2.4)', async () => {
    const berta = await stack.registered('102');
    const callId = await originate(stack, '102');
    const invite = await berta.peer.nextRequest('INVITE');
    berta.answer(invite);
    assert.equal((await response(callId, 200))['routes'], '');
    const ack = await berta.peer.nextRequest('ACK');
    for (const _ of ['first ACK lost', 'second ACK lost']) {
      berta.answer(invite);
      const again = await berta.peer.nextRequest('ACK');
      assert.deepEqual(
        ['Call-ID', 'CSeq', 'From', 'To', 'Route'].map((name) => again.header(name)),
        ['Call-ID', 'CSeq', 'From', 'To', 'Route'].map((name) => ack.header(name)),
      );
    }
    berta.inDialog(berta.dialogOf(invite), 'BYE');
    await berta.peer.nextResponse(200, 'BYE');
    await stack.facts.next('request', { sipCallId: callId, method: 'BYE', callId: CALL });
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
  });

  it('stops the other phones once one has answered, also those that say only later that they ring', async () => {
    const [desk, sofa] = await Promise.all([stack.registered('102'), stack.registered('102')]);
    const callId = await originate(stack, '102');
    const [atDesk, atSofa] = await Promise.all([desk, sofa].map((phone) => phone.peer.nextRequest('INVITE')));
    assert(atDesk !== undefined && atSofa !== undefined);
    desk.answer(atDesk);
    await response(callId, 200);
    sofa.peer.respond(atSofa, [180, 'Ringing'], sofa.tag);
    sofa.peer.respond(await sofa.peer.nextRequest('CANCEL'), [200, 'OK'], sofa.tag);
    sofa.peer.respond(atSofa, [487, 'Request Terminated'], sofa.tag);
    await sofa.peer.nextRequest('ACK');
  });

  it('reaches a registered phone and reports its ringing and its answer, once each', async () => {
    const berta = await stack.registered('102');
    const callId = await originate(stack, '102');
    const invite = await berta.peer.nextRequest('INVITE');
    assert.equal(invite.body, sdp);
    assert.deepEqual(invite.all('Record-Route'), []);
    assert.doesNotMatch(invite.text, /X-Cordboard/i);
    berta.peer.respond(invite, [180, 'Ringing'], berta.tag);
    const ringing = await response(callId, 180);
    assert.equal(ringing['toTag'], berta.tag);
    berta.answer(invite, [
      ['X-Cordboard-Account', '101@demo.test'],
      ['Record-Route', `<sip:near@${berta.peer.address};lr>, <sip:far@${berta.peer.address};lr>`],
    ]);
    const answered = await response(callId, 200);
    const ack = await berta.peer.nextRequest('ACK');
    assert.match(ack.header('Route'), /^<sip:far@.*<sip:near@/);
    assert.deepEqual(
      { ...answered, at: 0, headers64: '', body64: '' },
      {
        subject: `sip.n1.d.${CALL}.response`,
        at: 0,
        node: 'n1',
        callId: CALL,
        sipCallId: callId,
        method: 'INVITE',
        status: 200,
        reason: 'OK',
        cseq: 1,
        fromTag: TAG,
        toTag: berta.tag,
        contact: `sip:102@${berta.peer.address}`,
        routes: `<sip:far@${berta.peer.address};lr>,<sip:near@${berta.peer.address};lr>`,
        source: `${berta.peer.address};transport=udp`,
        account: '102@demo.test',
        trunk: '',
        forwardedFor: '',
        contentType: 'application/sdp',
        headers64: '',
        body64: '',
      },
    );
    assert.equal(Buffer.from(answered['body64'] as string, 'base64').toString(), berta.sdp);
    assert.deepEqual(await stack.rpc.listDialogs(), []);
    berta.inDialog(berta.dialogOf(invite), 'BYE');
    await berta.peer.nextResponse(200, 'BYE');
    await stack.facts.next('request', { sipCallId: callId, method: 'BYE', callId: CALL });
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
  });

  it('goes out by the trunk', async () => {
    const carrier = await stack.carrier();
    const callId = await originate(stack, '+48600100200');
    const invite = await carrier.peer.nextRequest('INVITE');
    assert.match(invite.startLine, /sip:\+48600100200@127\.0\.0\.2/);
    carrier.peer.respond(invite, [486, 'Busy Here'], carrier.tag);
    const busy = await response(callId, 486);
    assert.deepEqual([busy['trunk'], busy['account'], busy['reason']], ['carrier', '', 'Busy Here']);
  });

  it('is cancelled by tm.cancel', async () => {
    const berta = await stack.registered('102');
    const callId = await originate(stack, '102');
    const invite = await berta.peer.nextRequest('INVITE');
    berta.peer.respond(invite, [180, 'Ringing'], berta.tag);
    await response(callId, 180);
    await stack.rpc.cancel(callId, 1);
    const cancel = await berta.peer.nextRequest('CANCEL');
    berta.peer.respond(cancel, [200, 'OK'], berta.tag);
    berta.peer.respond(invite, [487, 'Request Terminated'], berta.tag);
    await response(callId, 487);
    await berta.peer.nextRequest('ACK');
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
  });

  it('reports a 200 that crosses the CANCEL', async () => {
    const berta = await stack.registered('102');
    const callId = await originate(stack, '102');
    const invite = await berta.peer.nextRequest('INVITE');
    berta.peer.respond(invite, [180, 'Ringing'], berta.tag);
    await response(callId, 180);
    await stack.rpc.cancel(callId, 1);
    const cancel = await berta.peer.nextRequest('CANCEL');
    berta.answer(invite);
    berta.peer.respond(cancel, [200, 'OK'], berta.tag);
    await response(callId, 200);
    await berta.peer.nextRequest('ACK');
  });

  it('rings as long as it was told, and then is a 408', async () => {
    const berta = await stack.registered('102');
    const callId = await originate(stack, '102', { ringMs: 1_000 });
    const invite = await berta.peer.nextRequest('INVITE');
    berta.peer.respond(invite, [180, 'Ringing'], berta.tag);
    await response(callId, 180);
    const cancel = await berta.peer.nextRequest('CANCEL');
    berta.peer.respond(cancel, [200, 'OK'], berta.tag);
    berta.peer.respond(invite, [487, 'Request Terminated'], berta.tag);
    await response(callId, 408);
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
  });

  it('to nobody is 480, to no number of the tenant 404', async () => {
    await response(await originate(stack, '106'), 480);
    await response(await originate(stack, '199'), 404);
  });

  it('is refused without the secret, and a phone cannot pretend', async () => {
    const [anna, berta] = await Promise.all([stack.registered('101'), stack.registered('102')]);
    const challenged = await response(await originate(stack, '102', { secret: 'guess' }), 407);
    assert.equal(challenged['account'], '');
    const callId = await anna.invite('sip:102@demo.test', [
      ['X-Cordboard-Secret', stack.originationSecret],
      ['X-Cordboard-Call', CALL],
    ]);
    const invite = await berta.peer.nextRequest('INVITE');
    assert.doesNotMatch(invite.text, /X-Cordboard/);
    assert.notEqual(invite.header('Record-Route'), '');
    berta.answer(invite);
    const answered = await stack.facts.next('dialog', { sipCallId: callId });
    assert.notEqual(answered['callId'], CALL);
  });
});
