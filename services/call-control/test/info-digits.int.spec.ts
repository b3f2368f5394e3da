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

  /** Kamailio tells of a key that the caller has pressed. @returns whether call-control says that nobody has been sent it. */
  const isUndelivered = async (source: 'rfc4733' | 'info') => {
    const { callId, sipCallId, caller } = call;
    const { tag } = caller.phone;
    const subject = `sip.n1.${partitionOf(callId)}.${callId}.dtmf`;
    const fact = { at: Date.now(), node: 'n1', callId, sipCallId, tag, digit: '5', source };
    await publish(stand.bus, { subject, data: JSON.stringify(fact) });
    const event = contract.CallEvent.fromJSON(await stand.callFacts.next('digit-pressed', { callId }));
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
});
