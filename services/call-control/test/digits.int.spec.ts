import assert from 'node:assert/strict';
import { call as contract } from '@cordboard/contracts';
import { partitionOf, publish } from '@cordboard/messaging';
import { Stand, type TwoPartyCall } from './stand.ts';

describe('a digit', function () {
  this.timeout(30_000);
  let stand: Stand;
  let call: TwoPartyCall;
  before(async () => {
    stand = await Stand.start();
  });
  beforeEach(async () => {
    call = await stand.anchored();
  });
  afterEach(() => stand.clear());
  after(() => stand.stop());

  /** Kamailio tells of a key that the caller has pressed. */
  const press = async (digit: string, source: 'rfc4733' | 'info' = 'rfc4733') => {
    const { callId, sipCallId, caller } = call;
    const { tag } = caller.phone;
    const subject = `sip.n1.${partitionOf(callId)}.${callId}.dtmf`;
    const fact = { at: Date.now(), node: 'n1', callId, sipCallId, tag, digit, source };
    await publish(stand.bus, { subject, data: JSON.stringify(fact) });
  };

  /** Whether call-control says that nobody has been sent it. */
  const isUndelivered = async (source: 'rfc4733' | 'info') => {
    await press('5', source);
    const fact = await stand.callFacts.next('digit-pressed', { callId: call.callId });
    const event = contract.CallEvent.fromJSON(fact);
    return event.fact?.$case === 'digitPressed' && event.fact.value.undelivered;
  };

  it('by INFO is the partner’s', async () => {
    assert.equal(await isUndelivered('info'), false);
  });

  it('by INFO of a leg without a partner is told as undelivered, one by RFC 4733 is not', async () => {
    await stand.rpc.anchor({ callId: call.callId, releaseLegId: 'caller' });
    assert.equal(await isUndelivered('info'), true);
    assert.equal(await isUndelivered('rfc4733'), false);
  });

  describe('has a hang-up right after it that', () => {
    const hangUp = async () => {
      call.caller.phone.inDialog(call.caller.dialog, 'BYE');
      await call.caller.phone.peer.nextResponse(200, 'BYE');
      await stand.sipFacts.next('request', { sipCallId: call.sipCallId, method: 'BYE' });
    };

    it('waits for another one that Kamailio tells of later', async () => {
      const { callId } = call;
      await press('1');
      await stand.callFacts.next('digit-pressed', { callId });
      await hangUp();
      await press('2');
      await stand.callFacts.next('digit-pressed', { callId });
      assert.deepEqual(
        stand.callFacts.rest({ callId }).filter(({ subject }) => `${subject}`.endsWith('.leg-ended')),
        [],
      );
      await stand.callFacts.next('leg-ended', { callId });
      await stand.isHungUp(call.callee);
      await stand.callFacts.next('call-ended', { callId });
    });

    it('ends the call where no other one comes', async () => {
      const { callId } = call;
      await press('1');
      await stand.callFacts.next('digit-pressed', { callId });
      await hangUp();
      await stand.isHungUp(call.callee);
      await stand.callFacts.next('call-ended', { callId });
    });
  });
});
