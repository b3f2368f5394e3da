import assert from 'node:assert/strict';
import { callControl } from '@cordboard/contracts';
import { Stand, type TwoPartyCall } from './stand.ts';

const { PEER_DISPLAY_UPDATE, PEER_DISPLAY_REINVITE, PEER_DISPLAY_UNSPECIFIED } = callControl.PeerDisplay;
const ALLOW_UPDATE = ['Allow', 'INVITE, ACK, BYE, CANCEL, UPDATE'] as const;

describe('ShowPeer', function () {
  this.timeout(30_000);
  let stand: Stand;
  let call: TwoPartyCall;
  before(async () => {
    stand = await Stand.start();
  });
  beforeEach(async () => {
    call = await stand.anchored({ answer: [ALLOW_UPDATE] });
  });
  afterEach(async () => {
    await stand.hangUp(call);
    await stand.clear();
  });
  after(() => stand.stop());

  const show = (legId: string, method: callControl.PeerDisplay, displayName = 'Celina "C" Maj') =>
    stand.rpc.showPeer({ callId: call.callId, legId, method, uri: 'sip:103@demo.test', displayName });

  const requestsTo = (side: 'caller' | 'callee') =>
    call[side].phone.peer.unexpected.filter((line) => !line.startsWith('SIP/2.0'));

  it('tells a phone by UPDATE whom it talks to', async () => {
    await show('callee', PEER_DISPLAY_UPDATE);
    const { phone } = call.callee;
    const update = await phone.peer.nextRequest('UPDATE');
    assert.equal(update.header('P-Asserted-Identity'), '"Celina \\"C\\" Maj" <sip:103@demo.test>');
    assert.equal(update.body, '');
    phone.peer.respond(update, [200, 'OK'], phone.tag, [phone.contact]);
    await stand.sipFacts.next('response', { sipCallId: call.sipCallId, method: 'UPDATE', status: 200 });
  });

  it('tells it by a re-INVITE that changes nothing', async () => {
    await show('callee', PEER_DISPLAY_REINVITE, 'Anna Żak');
    const { phone } = call.callee;
    const invite = await phone.peer.nextRequest('INVITE');
    assert.equal(invite.header('P-Asserted-Identity'), '"Anna Żak" <sip:103@demo.test>');
    assert.match(invite.body, /^m=audio \d+ RTP\/AVP/m);
    phone.answer(invite);
    await phone.peer.nextRequest('ACK');
    await stand.sipFacts.next('response', { sipCallId: call.sipCallId, method: 'INVITE', status: 200 });
  });

  it('sends no UPDATE to a phone that does not allow it, and nothing where no method is chosen', async () => {
    await show('caller', PEER_DISPLAY_UPDATE);
    await show('callee', PEER_DISPLAY_UNSPECIFIED);
    await show('nobody', PEER_DISPLAY_UPDATE);
    await show('callee', PEER_DISPLAY_UPDATE, 'the last');
    const update = await call.callee.phone.peer.nextRequest('UPDATE');
    assert.match(update.header('P-Asserted-Identity'), /^"the last"/);
    const { phone } = call.callee;
    phone.peer.respond(update, [200, 'OK'], phone.tag, [phone.contact]);
    await stand.sipFacts.next('response', { sipCallId: call.sipCallId, method: 'UPDATE', status: 200 });
    assert.deepEqual([requestsTo('caller'), requestsTo('callee')], [[], []]);
  });

  it('of a call that has ended is no error', () =>
    stand.rpc.showPeer({
      callId: '0123456789abcdef',
      legId: 'caller',
      method: PEER_DISPLAY_UPDATE,
      uri: 'sip:103@demo.test',
      displayName: '',
    }));
});
