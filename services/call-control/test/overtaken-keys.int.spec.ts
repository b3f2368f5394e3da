import assert from 'node:assert/strict';
import { partitionOf, publish } from '@cordboard/messaging';
import { Stand, type TwoPartyCall } from './stand.ts';

describe('a hang-up right after a digit', function () {
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
  const tell = async (digit: string) => {
    const { callId, sipCallId, caller } = call;
    const fact = {
      at: Date.now(),
      node: 'n1',
      callId,
      sipCallId,
      tag: caller.phone.tag,
      digit,
      source: 'rfc4733',
    };
    const subject = `sip.n1.${partitionOf(callId)}.${callId}.dtmf`;
    await publish(stand.bus, { subject, data: JSON.stringify(fact) });
  };
  const hangUp = async () => {
    call.caller.phone.inDialog(call.caller.dialog, 'BYE');
    await call.caller.phone.peer.nextResponse(200, 'BYE');
    await stand.sipFacts.next('request', { sipCallId: call.sipCallId, method: 'BYE' });
  };

  it('waits for another one that Kamailio tells of later', async () => {
    const { callId } = call;
    await tell('1');
    await stand.callFacts.next('digit-pressed', { callId });
    await hangUp();
    await tell('2');
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
    await tell('1');
    await stand.callFacts.next('digit-pressed', { callId });
    await hangUp();
    await stand.isHungUp(call.callee);
    await stand.callFacts.next('call-ended', { callId });
  });
});
