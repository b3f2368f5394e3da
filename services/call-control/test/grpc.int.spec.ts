import assert from 'node:assert/strict';
import { callControl } from '@cordboard/contracts';
import { RpcError } from '@cordboard/service';
import { Stand, type TwoPartyCall } from './stand.ts';

const { PeerDisplay } = callControl;
const NOBODY = '0123456789abcdef';

describe('CallControlService', function () {
  this.timeout(30_000);
  let stand: Stand;
  let call: TwoPartyCall;
  before(async () => {
    stand = await Stand.start();
    call = await stand.anchored();
  });
  after(async () => {
    await stand.hangUp(call);
    await stand.clear();
    await stand.stop();
  });

  const refuses = (request: Promise<unknown>, code: string, message: string | RegExp) =>
    assert.rejects(request, (error) => {
      assert.ok(error instanceof RpcError);
      assert.equal(error.code, code);
      if (typeof message === 'string') assert.equal(error.message, message);
      else assert.match(error.message, message);
      return true;
    });

  const origination = () => ({
    callId: call.callId,
    legId: 'target',
    requestUri: 'sip:104@demo.test',
    fromUri: 'sip:101@demo.test',
    fromDisplay: '',
    onBehalfOf: '101@demo.test',
    ringTimeoutMs: 0,
  });

  it('tells a call with its legs, anchored or not', async () => {
    const { call: told } = await stand.rpc.getCall({ callId: call.callId });
    assert.deepEqual(
      told?.legs.map(({ legId, account, number, partnerLegId, party }) => ({
        legId,
        account,
        number,
        partnerLegId,
        party,
      })),
      [
        {
          legId: 'caller',
          account: '101@demo.test',
          number: '101',
          partnerLegId: 'callee',
          party: { mediaCall: call.sipCallId, tag: call.caller.phone.tag },
        },
        {
          legId: 'callee',
          account: '103@demo.test',
          number: '103',
          partnerLegId: 'caller',
          party: { mediaCall: call.sipCallId, tag: call.callee.phone.tag },
        },
      ],
    );
  });

  it('names the field, its value and the rule where an argument is wrong', async () => {
    const { rpc } = stand;
    const wrong = (request: Promise<unknown>, message: string) =>
      refuses(request, 'INVALID_ARGUMENT', message);
    await wrong(rpc.getCall({ callId: '' }), 'call_id "" must be 16 hexadecimal digits');
    await wrong(rpc.getCall({ callId: 'a b' }), 'call_id "a b" must be 16 hexadecimal digits');
    await wrong(
      rpc.originate({ ...origination(), legId: '' }),
      'leg_id "" must be 1 to 64 letters, digits, "_" or "-"',
    );
    await wrong(
      rpc.originate({ ...origination(), requestUri: '104' }),
      'request_uri "104" must be a SIP URI',
    );
    await wrong(rpc.originate({ ...origination(), fromUri: '' }), 'from_uri "" must be a SIP URI');
    await wrong(rpc.originate({ ...origination(), onBehalfOf: '' }), 'on_behalf_of "" must not be empty');
    await wrong(
      rpc.originate({ ...origination(), ringTimeoutMs: 180_001 }),
      'ring_timeout_ms 180001 must be at most 180000',
    );
    const offNet = { tenant: 'demo', maxLegs: 0, callerNumber: '' };
    await wrong(
      rpc.originate({ ...origination(), offNet: { ...offNet, tenant: 'a.b' } }),
      'off_net.tenant "a.b" must be 1 to 64 letters, digits, "_" or "-"',
    );
    await wrong(
      rpc.originate({ ...origination(), offNet: { ...offNet, callerNumber: '101' } }),
      'off_net.caller_number "101" must be an E.164 number or empty',
    );
    await wrong(
      rpc.originate({ ...origination(), divertedFrom: '0048221000101' }),
      'diverted_from "0048221000101" must be an E.164 number or empty',
    );
    const shown = { callId: call.callId, legId: 'caller', uri: 'sip:103@demo.test', displayName: '' };
    await wrong(
      rpc.showPeer({ ...shown, method: PeerDisplay.PEER_DISPLAY_UPDATE, uri: '103' }),
      'uri "103" must be a SIP URI',
    );
    await wrong(
      rpc.showPeer({ ...shown, method: PeerDisplay.UNRECOGNIZED }),
      'method "UNRECOGNIZED" must be one of PeerDisplay',
    );
    await wrong(
      rpc.hangUp({ callId: call.callId, legId: '', q850Cause: 0 }),
      'leg_id "" must be 1 to 255 letters, digits, "_" or "-"',
    );
    await wrong(
      rpc.hangUp({ callId: call.callId, legId: 'caller', q850Cause: 4_294_967_295 }),
      'q850_cause 4294967295 must be 0 to 127',
    );
    await wrong(
      rpc.bridge({ callId: call.callId, legId: 'caller', partnerLegId: 'a b' }),
      'partner_leg_id "a b" must be 1 to 255 letters, digits, "_" or "-"',
    );
    await wrong(
      rpc.originate({ ...origination(), requestUri: `sip:${'1'.repeat(100_000)}@demo.test` }),
      `request_uri "sip:${'1'.repeat(96)}…" must be at most 255 characters`,
    );
  });

  it('says NOT_FOUND of a call that is not there, and of a leg that is to be bridged', async () => {
    const { rpc } = stand;
    const none = `no call ${NOBODY}, or it has ended`;
    await refuses(rpc.getCall({ callId: NOBODY }), 'NOT_FOUND', none);
    await refuses(rpc.anchor({ callId: NOBODY, releaseLegId: '' }), 'NOT_FOUND', none);
    await refuses(rpc.originate({ ...origination(), callId: NOBODY }), 'NOT_FOUND', none);
    for (const nobody of ['nobody', 'constructor']) {
      const noLeg = `no leg ${nobody} in call ${call.callId}, or it has ended`;
      await refuses(
        rpc.bridge({ callId: call.callId, legId: 'caller', partnerLegId: nobody }),
        'NOT_FOUND',
        noLeg,
      );
      await refuses(rpc.anchor({ callId: call.callId, releaseLegId: nobody }), 'NOT_FOUND', noLeg);
    }
  });

  it('releases no leg that a plain call does not have, and one that it has as often as it is asked', async () => {
    const plain = await stand.plain();
    const { callId } = plain;
    await refuses(
      stand.rpc.anchor({ callId, releaseLegId: 'target' }),
      'NOT_FOUND',
      `no leg target in call ${callId}, or it has ended`,
    );
    assert.equal((await stand.rpc.getCall({ callId })).call?.anchored, false);
    for (let times = 0; times < 2; times += 1) {
      const { call: told } = await stand.rpc.anchor({ callId, releaseLegId: 'callee' });
      assert.deepEqual(
        told?.legs.map(({ partnerLegId }) => partnerLegId),
        ['', ''],
      );
    }
    await stand.rpc.hangUp({ callId, legId: 'callee', q850Cause: 0 });
    await stand.isHungUp(plain.callee);
    await stand.rpc.anchor({ callId, releaseLegId: 'callee' }); // the same again, after its end
    await stand.rpc.hangUp({ callId, legId: 'caller', q850Cause: 0 });
    await stand.isHungUp(plain.caller);
  });

  it('dials and hangs up a leg by any name', async () => {
    const { callId } = call;
    const dawid = await stand.phone('104');
    await stand.rpc.originate({ ...origination(), legId: 'constructor' });
    const invite = await dawid.peer.nextRequest('INVITE');
    dawid.peer.respond(invite, [180, 'Ringing'], dawid.tag);
    await stand.callFacts.next('leg-ringing', { callId });
    await stand.rpc.hangUp({ callId, legId: 'constructor', q850Cause: 0 });
    dawid.peer.respond(await dawid.peer.nextRequest('CANCEL'), [200, 'OK'], dawid.tag);
    dawid.peer.respond(invite, [487, 'Request Terminated'], dawid.tag);
    await stand.callFacts.next('leg-failed', { callId });
  });

  it('hangs up what is gone without complaint', async () => {
    await stand.rpc.hangUp({ callId: NOBODY, legId: 'caller', q850Cause: 0 });
    await stand.rpc.hangUp({ callId: call.callId, legId: 'nobody', q850Cause: 0 });
  });

  it('a leg cannot be its own partner', async () => {
    const call = await stand.anchored();
    await assert.rejects(
      stand.rpc.bridge({ callId: call.callId, legId: 'caller', partnerLegId: 'caller' }),
      (error) => error instanceof RpcError && error.code === 'INVALID_ARGUMENT',
    );
    await stand.hangUp(call);
  });

  it('what no SIP header or timer name can hold is refused, and the call goes on', async () => {
    const call = await stand.anchored();
    const good = {
      callId: call.callId,
      legId: 'target',
      requestUri: 'sip:104@demo.test',
      fromUri: 'sip:101@demo.test',
      fromDisplay: '',
      onBehalfOf: '101@demo.test',
      ringTimeoutMs: 0,
    };
    for (const bad of [{ onBehalfOf: 'x\r\nX-Evil: 1' }, { legId: 'a b' }, { legId: 'a.>' }]) {
      await assert.rejects(
        stand.rpc.originate({ ...good, ...bad }),
        (error) => error instanceof RpcError && error.code === 'INVALID_ARGUMENT',
      );
    }
    await stand.hangUp(call);
  });

  it('our first request goes on with the CSeq of the half that we replace (RFC 3261 §12.2.1.1)', async () => {
    const call = await stand.anchored();
    call.caller.phone.inDialog(call.caller.dialog, 'BYE');
    const bye = await stand.isHungUp(call.callee);
    assert.equal(bye.header('CSeq'), '3 BYE'); // the INVITE with credentials was 2
  });
});
