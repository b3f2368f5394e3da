import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { call as contract, media } from '@cordboard/contracts';
import type { Phone } from '@cordboard/kamailio-jsonrpc/testing/phone';
import { tagOf } from '@cordboard/kamailio-jsonrpc/testing/sip-message';
import { addresses } from '@cordboard/local';
import { grpcClient } from '@cordboard/service';
import { Stand, type TwoPartyCall } from './stand.ts';

describe('an INVITE with Replaces', function () {
  this.timeout(30_000);
  let stand: Stand;
  let call: TwoPartyCall;
  let basia: Phone;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());
  beforeEach(async () => {
    [call, basia] = [await stand.plain(), await stand.phone('102')];
  });
  afterEach(() => stand.clear());

  /** Of the caller's dialog, as Celina knows it. */
  const replaces = ({ sipCallId, caller }: TwoPartyCall, more = ''): readonly [string, string] => [
    'Replaces',
    `${sipCallId};to-tag=${tagOf(caller.dialog.remote)};from-tag=${tagOf(caller.dialog.local)}${more}`,
  ];

  const fact = async (name: string) =>
    contract.CallEvent.fromJSON(await stand.callFacts.next(name, { callId: call.callId }));

  /** Basia talks to Celina in Anna's place. */
  const takesOver = async () => {
    const sipCallId = await basia.invite('sip:103@demo.test', [replaces(call)]);
    const ok = await basia.peer.nextResponse(200, 'INVITE');
    const side = { phone: basia, dialog: basia.acknowledge(ok) };
    await stand.isHungUp(call.caller);
    return { sipCallId, ok, side };
  };

  const hangsUp = async ({ phone, dialog }: TwoPartyCall['caller']) => {
    phone.inDialog(dialog, 'BYE');
    await phone.peer.nextResponse(200, 'BYE');
  };

  for (const state of ['plain', 'anchored'] as const) {
    it(`takes somebody's place in a call that is ${state}: he is hung up, the other one talks on`, async () => {
      if (state === 'anchored') await stand.rpc.anchor({ callId: call.callId, releaseLegId: '' });
      const { sipCallId, ok, side } = await takesOver();
      assert.match(ok.header('Supported'), /\breplaces\b/);
      assert.match(ok.body, /^m=audio [1-9]/m);
      const { fact: replaced, call: told } = await fact('leg-replaced');
      assert.ok(replaced?.$case === 'legReplaced');
      const { legId, byLegId } = replaced.value;
      assert.equal(legId, 'caller');
      assert.deepEqual(
        told?.legs.map(({ legId, account, number, partnerLegId }) => [legId, account, number, partnerLegId]),
        [
          ['callee', '103@demo.test', '103', byLegId],
          [byLegId, '102@demo.test', '102', 'callee'],
        ],
      );
      const { fact: ended } = await fact('leg-ended');
      assert.equal(ended?.$case === 'legEnded' && ended.value.legId, 'caller');
      await stand.isAnchoredAs(sipCallId, call.callId);
      side.phone.inDialog(side.dialog, 'UPDATE');
      await basia.peer.nextResponse(200, 'UPDATE');
      await hangsUp(call.callee);
      assert.equal((await stand.isHungUp(side)).header('Call-ID'), sipCallId);
      await fact('call-ended');
      for (const name of [sipCallId, call.sipCallId]) await stand.isAnchoredAs(name, undefined);
    });
  }

  it('whose partner rtpengine has lost holds nothing up: the call goes on, and ends like any other', async () => {
    const { call: told } = await stand.rpc.anchor({ callId: call.callId, releaseLegId: '' });
    const partner = told?.legs.find(({ legId }) => legId === 'callee');
    const board = grpcClient(media.MediaControlServiceClient, addresses.mediaControl);
    await board.removeParty({ party: partner?.party, isLast: false });
    board.close();
    const { side } = await takesOver();
    side.phone.inDialog(side.dialog, 'UPDATE');
    await side.phone.peer.nextResponse(200, 'UPDATE');
    await hangsUp(side);
    await stand.isHungUp(call.callee);
    await fact('call-ended');
  });

  it('without SDP gets our offer, and its ACK has the answer', async () => {
    const sipCallId = randomUUID();
    await basia.invite('sip:103@demo.test', [replaces(call)], sipCallId, '');
    const ok = await basia.peer.nextResponse(200, 'INVITE');
    assert.match(ok.body, /^m=audio [1-9]/m);
    const dialog = basia.acknowledge(ok, [['Content-Type', 'application/sdp']], basia.sdp);
    await stand.isHungUp(call.caller);
    await stand.sipFacts.next('request', { sipCallId, method: 'ACK' });
    await hangsUp({ phone: basia, dialog });
    await stand.isHungUp(call.callee);
  });

  for (const [what, headers, status] of [
    ['of a dialog that nobody has', () => ['Replaces', 'nobody;to-tag=a;from-tag=b'], 481],
    ['with a wrong tag', () => ['Replaces', `${call.sipCallId};to-tag=a;from-tag=b`], 481],
    ['of an early dialog only', () => replaces(call, ';early-only'), 486],
    ['without tags', () => ['Replaces', call.sipCallId], 400],
  ] as const) {
    it(`${what} is refused with ${status}, and the call stays as it is`, async () => {
      const [name, value] = headers();
      const sipCallId = await basia.invite('sip:103@demo.test', [[name ?? '', value ?? '']]);
      await basia.peer.nextResponse(status, 'INVITE');
      await stand.isAnchoredAs(sipCallId, undefined);
      await stand.isAnchoredAs(call.sipCallId, undefined);
      call.caller.phone.inDialog(call.caller.dialog, 'BYE');
      await stand.isHungUp(call.callee);
      await call.caller.phone.peer.nextResponse(200, 'BYE');
    });
  }

  it('whose codecs rtpengine does not speak is refused with 488, and the call goes on', async () => {
    const video = basia.sdp.replace(/^m=audio (\d+) .*$/m, 'm=audio $1 RTP/AVP 31');
    const sipCallId = await basia.invite('sip:103@demo.test', [replaces(call)], randomUUID(), video);
    await basia.peer.nextResponse(488, 'INVITE');
    await stand.isAnchoredAs(sipCallId, undefined);
    await stand.hangUp(call);
  });

  it('that is cancelled before its answer leaves the call as it is', async () => {
    const sipCallId = randomUUID();
    const pid = stand.stack.pid('call-control');
    assert.ok(pid);
    process.kill(pid, 'SIGSTOP');
    await basia.invite('sip:103@demo.test', [replaces(call)], sipCallId);
    await stand.sipFacts.next('request', { sipCallId, method: 'INVITE' });
    const trying = await basia.peer.next(
      '100',
      ({ status, header }) => status === 100 && header('Call-ID') === sipCallId,
    );
    basia.cancel(trying, 'sip:103@demo.test');
    await basia.peer.nextResponse(487, 'INVITE');
    process.kill(pid, 'SIGCONT');
    // Nobody knows whether the 200 was seen: it ends what it may have begun.
    basia.peer.respond(await basia.peer.nextRequest('BYE'), [481, 'No Such Dialog'], basia.tag);
    await stand.isAnchoredAs(sipCallId, undefined);
    const { call: told } = await stand.rpc.getCall({ callId: call.callId });
    assert.deepEqual(
      told?.legs.map(({ legId, partnerLegId }) => [legId, partnerLegId]),
      [
        ['caller', 'callee'],
        ['callee', 'caller'],
      ],
    );
    await stand.hangUp(call);
  });
});
