import assert from 'node:assert/strict';
import { type Side, Stand } from './stand.ts';

const SDP_TYPE = ['Content-Type', 'application/sdp'] as const;

describe('offers of a party of an anchored call', function () {
  this.timeout(30_000);
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  const sdp = ({ phone }: Side, direction: string) => `${phone.sdp}a=${direction}\r\n`;

  /** What a phone was sent and has not taken; responses left out. */
  const requestsTo = ({ phone }: Side) => phone.peer.unexpected.filter((line) => !line.startsWith('SIP/2.0'));

  /** Send a re-INVITE or UPDATE and take its final response. */
  const offer = async (side: Side, method: 'INVITE' | 'UPDATE', status: number, body = '') => {
    const { phone, dialog } = side;
    phone.inDialog(dialog, method, body === '' ? [] : [SDP_TYPE], body);
    const response = await phone.peer.nextResponse(status, method);
    if (method === 'INVITE') phone.acknowledgeIn(dialog);
    return response;
  };

  it('hold and resume are answered, and the other party is not asked', async () => {
    const call = await stand.anchored();
    const { caller, callee } = call;
    const held = await offer(caller, 'INVITE', 200, sdp(caller, 'sendonly'));
    assert.match(held.body, /^a=recvonly\r$/m);
    assert.match(held.header('Contact'), /<sip:cordboard@10\.99\.0\.1:5060>/);
    const resumed = await offer(caller, 'INVITE', 200, sdp(caller, 'sendrecv'));
    assert.match(resumed.body, /^a=sendrecv\r$/m);
    assert.deepEqual(requestsTo(callee), []);
    await stand.hangUp(call);
  });

  it('that came before the call was anchored no longer bind the one who was held', async () => {
    const call = await stand.plain();
    const { caller, callee } = call;
    caller.phone.inDialog(caller.dialog, 'INVITE', [SDP_TYPE], sdp(caller, 'sendonly'));
    const holding = await callee.phone.peer.nextRequest('INVITE');
    assert.match(holding.body, /^a=sendonly\r$/m);
    callee.phone.answer(holding, [], sdp(callee, 'recvonly'));
    await caller.phone.peer.nextResponse(200, 'INVITE');
    caller.phone.acknowledgeIn(caller.dialog);
    await callee.phone.peer.nextRequest('ACK');

    await stand.rpc.anchor({ callId: call.callId, releaseLegId: '' });
    const taken = await callee.phone.peer.nextRequest('INVITE');
    assert.match(taken.body, /^a=sendrecv\r$/m);
    const [before, after] = [holding, taken].map(({ body }) =>
      /^o=\S+ (\d+) (\d+) /m.exec(body)?.slice(1, 3),
    );
    assert.equal(after?.[0], before?.[0], 'the session is another one');
    assert.ok(Number(after?.[1]) > Number(before?.[1]), `${before} is followed by ${after}`);
    callee.phone.answer(taken);
    await callee.phone.peer.nextRequest('ACK');
    assert.deepEqual(requestsTo(caller), []);
    await stand.hangUp(call);
  });

  it('of the called party are answered alike', async () => {
    const call = await stand.anchored();
    const { caller, callee } = call;
    const held = await offer(callee, 'INVITE', 200, sdp(callee, 'inactive'));
    assert.match(held.body, /^a=inactive\r$/m);
    assert.deepEqual(requestsTo(caller), []);
    await stand.hangUp(call);
  });

  it('by UPDATE are answered, and an UPDATE without one says only that the party is there', async () => {
    const call = await stand.anchored();
    const { caller } = call;
    const held = await offer(caller, 'UPDATE', 200, sdp(caller, 'sendonly'));
    assert.match(held.body, /^a=recvonly\r$/m);
    const alive = await offer(caller, 'UPDATE', 200);
    assert.equal(alive.body, '');
    await stand.hangUp(call);
  });

  it('a re-INVITE without SDP gets our offer, its ACK brings the answer', async () => {
    const call = await stand.anchored();
    const { phone, dialog } = call.callee;
    phone.inDialog(dialog, 'INVITE');
    const ok = await phone.peer.nextResponse(200, 'INVITE');
    assert.match(ok.body, /^m=audio \d+ RTP\/AVP .*\r$/m);
    assert.match(ok.body, /^a=sendrecv\r$/m);
    phone.acknowledgeIn(dialog, [SDP_TYPE], phone.sdp);
    const held = await offer(call.callee, 'INVITE', 200, sdp(call.callee, 'sendonly'));
    assert.match(held.body, /^a=recvonly\r$/m);
    await stand.hangUp(call);
  });

  it('with no codec that rtpengine speaks, or no SDP that it can read, are refused with 488, and the session stays', async () => {
    const call = await stand.anchored();
    const { caller } = call;
    const exotic = caller.phone.sdp
      .replace(/RTP\/AVP 8 101/, 'RTP/AVP 96 101')
      .concat('a=rtpmap:96 iLBC/8000\r\n');
    await offer(caller, 'INVITE', 488, exotic);
    await offer(caller, 'INVITE', 488, caller.phone.sdp.replace('c=IN ', 'c=')); // nor can it read this
    const again = await offer(caller, 'INVITE', 200, sdp(caller, 'sendrecv'));
    assert.match(again.body, /^a=sendrecv\r$/m);
    await stand.hangUp(call);
  });

  it('in a dialog that is none of the call’s are answered 481', async () => {
    const call = await stand.anchored();
    const { phone, dialog } = call.caller;
    const stranger = { ...dialog, remote: dialog.remote.replace(/;tag=.*/, ';tag=nobody') };
    await offer({ phone, dialog: stranger }, 'UPDATE', 481);
    dialog.cseq = stranger.cseq;
    await stand.hangUp(call);
  });

  it('other requests are refused with 405', async () => {
    const call = await stand.anchored();
    const { phone, dialog } = call.caller;
    phone.inDialog(dialog, 'MESSAGE', [['Content-Type', 'text/plain']], 'hello');
    const refused = await phone.peer.nextResponse(405, 'MESSAGE');
    assert.match(refused.header('Allow'), /UPDATE/);
    await stand.hangUp(call);
  });
});
