import assert from 'node:assert/strict';
import { call as contract, media } from '@cordboard/contracts';
import { addresses } from '@cordboard/local';
import { grpcClient, isRpcError, type RpcClient } from '@cordboard/service';
import { Stand, type TwoPartyCall } from './stand.ts';

describe('two calls that become one', function () {
  this.timeout(30_000);
  let stand: Stand;
  let board: RpcClient<typeof media.MediaControlServiceService>;
  let call: TwoPartyCall;
  let other: TwoPartyCall;
  before(async () => {
    stand = await Stand.start();
    board = grpcClient(media.MediaControlServiceClient, addresses.mediaControl);
  });
  after(async () => {
    board.close();
    await stand.stop();
  });
  beforeEach(async () => {
    [call, other] = [await stand.plain(), await stand.plain({ to: '105' })];
  });
  afterEach(() => stand.clear());

  const merge = ({ callId }: TwoPartyCall, { callId: otherCallId }: TwoPartyCall) =>
    stand.rpc.mergeCalls({ callId, otherCallId });
  const inCall = ({ callId }: TwoPartyCall, legId: string) => `${callId}-${legId}`;

  const fact = async (name: string, callId: string) =>
    contract.CallEvent.fromJSON(await stand.callFacts.next(name, { callId })).fact;

  const hangsUp = async ({ phone, dialog }: TwoPartyCall['caller']) => {
    phone.inDialog(dialog, 'BYE');
    await phone.peer.nextResponse(200, 'BYE');
  };

  const refuses = async (request: Promise<unknown>, ...codes: Parameters<typeof isRpcError>[1][]) => {
    const error = await request.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(
      codes.some((code) => isRpcError(error, code)),
      `${error}`,
    );
  };

  const isNothingLeft = async () => {
    const { calls } = await stand.rpc.listCalls({});
    assert.deepEqual(calls, []);
    for (const { sipCallId } of [call, other]) {
      await refuses(board.getActivity({ mediaCall: sipCallId, tags: [] }), 'NOT_FOUND');
      await stand.isAnchoredAs(sipCallId, undefined);
    }
  };

  it('have the legs of both, which are partners as before', async () => {
    const { call: told } = await merge(call, other);
    assert.deepEqual(
      told?.legs.map(({ legId, partnerLegId, account }) => [legId, partnerLegId, account]),
      [
        ['caller', 'callee', '101@demo.test'],
        ['callee', 'caller', '103@demo.test'],
        [inCall(other, 'caller'), inCall(other, 'callee'), '101@demo.test'],
        [inCall(other, 'callee'), inCall(other, 'caller'), '105@demo.test'],
      ],
    );
    assert.deepEqual(await fact('call-merged', other.callId), {
      $case: 'callMerged',
      value: { intoCallId: call.callId },
    });
    assert.deepEqual(await fact('legs-joined', call.callId), {
      $case: 'legsJoined',
      value: { fromCallId: other.callId, legIds: [inCall(other, 'caller'), inCall(other, 'callee')] },
    });
    const again = await merge(call, other);
    assert.deepEqual(again.call, told);
    await hangsUp(other.callee);
    const ended = await fact('leg-ended', call.callId);
    assert.equal(ended?.$case === 'legEnded' && ended.value.legId, inCall(other, 'callee'));
    await stand.isHungUp(other.caller);
    await hangsUp(call.caller);
    await stand.isHungUp(call.callee);
    await stand.callFacts.next('call-ended', { callId: call.callId });
    await isNothingLeft();
  });

  it('may go on as one conversation of one party of each', async () => {
    const { callId } = call;
    await merge(call, other);
    const target = inCall(other, 'callee');
    await stand.rpc.bridge({ callId, legId: 'callee', partnerLegId: target });
    const party = (mediaCall: string, { phone }: TwoPartyCall['callee']) => ({ mediaCall, tag: phone.tag });
    const [one, two] = [party(call.sipCallId, call.callee), party(other.sipCallId, other.callee)];
    await board.arrange({
      hearings: [
        { party: one, source: { $case: 'parties', value: { parties: [two] } } },
        { party: two, source: { $case: 'parties', value: { parties: [one] } } },
      ],
    });
    for (const legId of ['caller', inCall(other, 'caller')])
      await stand.rpc.hangUp({ callId, legId, q850Cause: 0 });
    await Promise.all([stand.isHungUp(call.caller), stand.isHungUp(other.caller)]);
    const { call: told } = await stand.rpc.getCall({ callId });
    assert.deepEqual(
      told?.legs.map(({ legId, partnerLegId }) => [legId, partnerLegId]),
      [
        ['callee', target],
        [target, 'callee'],
      ],
    );
    await hangsUp(other.callee);
    await stand.isHungUp(call.callee);
    await stand.callFacts.next('call-ended', { callId });
    await isNothingLeft();
  });

  it('are hung up by either name', async () => {
    await merge(call, other);
    await stand.rpc.hangUp({ callId: other.callId, legId: 'caller', q850Cause: 0 });
    await Promise.all([stand.isHungUp(other.caller), stand.isHungUp(other.callee)]);
    await stand.hangUp(call);
    await isNothingLeft();
  });

  it('become one only, where each was to go into the other', async () => {
    const results = await Promise.allSettled([merge(call, other), merge(other, call)]);
    const made = results.filter(({ status }) => status === 'fulfilled');
    assert.equal(made.length, 1, JSON.stringify(results));
    const [first] = results;
    const [into, gone] = first.status === 'fulfilled' ? [call, other] : [other, call];
    const { call: told } = await stand.rpc.getCall({ callId: into.callId });
    assert.equal(told?.legs.length, 4);
    await refuses(stand.rpc.getCall({ callId: gone.callId }), 'NOT_FOUND');
    await Promise.all([hangsUp(call.caller), hangsUp(other.caller)]);
    await Promise.all([stand.isHungUp(call.callee), stand.isHungUp(other.callee)]);
    await stand.callFacts.next('call-ended', { callId: into.callId });
    await isNothingLeft();
  });

  it('stay two where the other one is not just two that talk, or has ended, or is the same', async () => {
    await stand.rpc.originate({
      callId: other.callId,
      legId: 'target',
      requestUri: 'sip:104@demo.test',
      fromUri: 'sip:101@demo.test',
      fromDisplay: '',
      onBehalfOf: '101@demo.test',
      ringTimeoutMs: 0,
    });
    await stand.callFacts.next('leg-failed', { callId: other.callId });
    await stand.rpc.bridge({ callId: other.callId, legId: 'caller', partnerLegId: '' });
    await refuses(merge(call, other), 'FAILED_PRECONDITION');
    await refuses(merge(call, call), 'INVALID_ARGUMENT');
    await stand.rpc.bridge({ callId: other.callId, legId: 'caller', partnerLegId: 'callee' });
    await stand.hangUp(other);
    await refuses(merge(call, other), 'NOT_FOUND');
    await refuses(merge(other, call), 'NOT_FOUND');
    await stand.hangUp(call);
  });

  it('become one although the process dies in between, when they are asked to again', async () => {
    const first = merge(call, other).catch(() => undefined); // dies with its server
    await stand.callFacts.next('call-merged', { callId: other.callId });
    await stand.stack.kill('call-control');
    await first;
    await stand.stack.start('call-control');
    const { call: told } = await merge(call, other);
    assert.equal(told?.legs.length, 4);
    await stand.callFacts.next('legs-joined', { callId: call.callId });
    await stand.isAnchoredAs(other.sipCallId, call.callId);
    await hangsUp(other.callee);
    await stand.isHungUp(other.caller);
    await stand.hangUp(call);
    await isNothingLeft();
  });

  it('are one for a Kamailio that starts anew, too', async () => {
    await merge(call, other);
    await stand.stack.kill('kamailio');
    await stand.stack.start('kamailio');
    for (const { sipCallId } of [call, other]) await stand.isAnchoredAs(sipCallId, call.callId);
    await hangsUp(other.callee);
    await stand.isHungUp(other.caller);
    await stand.hangUp(call);
  });
});
