import assert from 'node:assert/strict';
import { StateStore, streams } from '@cordboard/messaging';
import { until } from '@cordboard/messaging/testing/until';
import { Stand } from './stand.ts';

/** Of the record of a call, what this is about. */
interface StoredCall {
  state: { status: string; legs: Record<string, { status: string; dialledAt: number }> };
  pending: { at: number }[];
}

/** Longer than any attempt lasts. */
const agoMs = 3_600_000;
/** Much less than what a CANCEL waits for its answer, 32 s. */
const soonMs = 8_000;

describe('a call that has long been over, and that a killed NATS brings back', function () {
  this.timeout(30_000);
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  const restart = async () => {
    await stand.stack.kill('nats');
    await stand.stack.start('nats');
  };

  /** An old revision of the record takes the place of the final one, when all else of the call has been forgotten. */
  const bringBack = async (store: StateStore<StoredCall>, callId: string, record: StoredCall) => {
    const final = await store.load(callId);
    assert.ok(final !== undefined);
    for (const leg of Object.values(record.state.legs)) if (leg.dialledAt) leg.dialledAt -= agoMs;
    for (const step of record.pending) step.at -= agoMs;
    await store.save(callId, record, final.revision);
    await stand.bus.jsm.streams.purge(streams.sip.name);
  };

  const isListed = async (callId: string): Promise<boolean> => {
    const { calls } = await stand.rpc.listCalls({});
    return calls.some((call) => call.callId === callId);
  };

  const ends = (callId: string) => until('the call ends', async () => !(await isListed(callId)), soonMs);

  for (const [status, cancel] of [
    ['Ringing', false],
    ['Cancelling', true],
  ] as const) {
    it(`ends soon after that, with its attempt that was ${status.toLowerCase()}`, async () => {
      const store = await StateStore.open<StoredCall>(stand.bus, { bucket: 'calls' });
      const [call, dawid] = [await stand.anchored(), await stand.phone('104')];
      const { callId } = call;
      await stand.rpc.originate({
        callId,
        legId: 'target',
        requestUri: 'sip:104@demo.test',
        fromUri: 'sip:101@demo.test',
        fromDisplay: '',
        onBehalfOf: '101@demo.test',
        ringTimeoutMs: 0,
      });
      const invite = await dawid.peer.nextRequest('INVITE');
      dawid.peer.respond(invite, [180, 'Ringing'], dawid.tag);
      await stand.callFacts.next('leg-ringing', { callId });
      const hangUpTarget = () => stand.rpc.hangUp({ callId, legId: 'target', q850Cause: 0 });
      if (cancel) await hangUpTarget();
      const record = (await store.load(callId))?.value;
      assert.equal(record?.state.legs.target?.status, status);

      if (!cancel) await hangUpTarget();
      await dawid.peer.nextRequest('CANCEL');
      dawid.peer.respond(invite, [487, 'Request Terminated'], dawid.tag);
      await stand.callFacts.next('leg-failed', { callId });
      await stand.hangUp(call);

      await bringBack(store, callId, record);
      assert.ok(await isListed(callId));
      await restart();
      await ends(callId);
    });
  }
});
