import assert from 'node:assert/strict';
import { call as contract } from '@cordboard/contracts';
import { tagOf } from '@cordboard/kamailio-jsonrpc/testing/sip-message';
import { type Side, Stand, type TwoPartyCall } from './stand.ts';

describe('a REFER in an anchored call', function () {
  this.timeout(30_000);
  let stand: Stand;
  let call: TwoPartyCall;
  before(async () => {
    stand = await Stand.start();
    await stand.stack.kill('transfer'); // the spec does its part
  });
  after(() => stand.stop());
  beforeEach(async () => {
    call = await stand.anchored();
  });
  afterEach(async () => {
    await stand.hangUp(call);
    await stand.clear();
  });

  /** What a phone was sent and has not taken; responses left out. */
  const requestsTo = ({ phone }: Side) => phone.peer.unexpected.filter((line) => !line.startsWith('SIP/2.0'));

  const refer = ({ phone, dialog }: Side, ...fields: readonly (readonly [string, string])[]) =>
    phone.inDialog(dialog, 'REFER', fields);

  const isTold = async (
    side: Side,
    status: number,
    state: RegExp,
    answer: readonly [number, string] = [200, 'OK'],
  ) => {
    const notify = await side.phone.peer.nextRequest('NOTIFY');
    side.phone.peer.respond(notify, answer, side.phone.tag);
    assert.equal(notify.header('Event'), `refer;id=${side.dialog.cseq}`);
    assert.match(notify.header('Subscription-State'), state);
    assert.equal(notify.header('Content-Type'), 'message/sipfrag;version=2.0');
    assert.match(notify.body, new RegExp(`^SIP/2\\.0 ${status} `));
    return notify;
  };

  const received = async () => {
    const { fact } = contract.CallEvent.fromJSON(
      await stand.callFacts.next('refer-received', { callId: call.callId }),
    );
    assert(fact?.$case === 'referReceived');
    return fact.value;
  };

  const report = (legId: string, referralId: string, sipStatus: number, reason: string) =>
    stand.rpc.reportReferral({ callId: call.callId, legId, referralId, sipStatus, reason });

  it('is accepted, a fact, and told how it goes until it is over', async () => {
    const { caller } = call;
    refer(caller, ['Refer-To', '<sip:104@demo.test>']);
    await caller.phone.peer.nextResponse(202, 'REFER');
    const trying = await isTold(caller, 100, /^active;expires=300$/);
    const { legId, referralId, referTo, replaces } = await received();
    assert.deepEqual(
      { legId, referralId, referTo, replaces },
      {
        legId: 'caller',
        referralId: `${caller.dialog.cseq}`,
        referTo: 'sip:104@demo.test',
        replaces: undefined,
      },
    );
    await report(legId, referralId, 180, 'Ringing');
    const ringing = await isTold(caller, 180, /^active;expires=\d+$/);
    await report(legId, referralId, 200, 'OK');
    const over = await isTold(caller, 200, /^terminated;reason=noresource$/);
    const cseqs = [trying, ringing, over].map((notify) => Number.parseInt(notify.header('CSeq'), 10));
    assert.deepEqual(cseqs, [cseqs[0], (cseqs[0] ?? 0) + 1, (cseqs[0] ?? 0) + 2]);
    await report(legId, referralId, 486, 'Busy Here');
    assert.deepEqual(requestsTo(caller), []);
  });

  it('that wants no NOTIFY gets none (RFC 4488)', async () => {
    const { caller } = call;
    refer(caller, ['Refer-To', '<sip:104@demo.test>'], ['Refer-Sub', 'false']);
    const ok = await caller.phone.peer.nextResponse(202, 'REFER');
    assert.equal(ok.header('Refer-Sub'), 'false');
    const { legId, referralId } = await received();
    await report(legId, referralId, 200, 'OK');
    // An UPDATE is answered in its turn: a NOTIFY would have come before.
    caller.phone.inDialog(caller.dialog, 'UPDATE');
    await caller.phone.peer.nextResponse(200, 'UPDATE');
    assert.deepEqual(requestsTo(caller), []);
  });

  for (const [what, fields, status] of [
    ['without Refer-To', [], 400],
    [
      'with two of them',
      [
        ['Refer-To', '<sip:104@demo.test>'],
        ['Refer-To', '<sip:105@demo.test>'],
      ],
      400,
    ],
    ['to a tel URI', [['Refer-To', '<tel:+48600100200>']], 416],
    ['for a BYE', [['Refer-To', '<sip:104@demo.test;method=BYE>']], 400],
  ] as const) {
    it(`${what} is refused with ${status}`, async () => {
      const { caller } = call;
      refer(caller, ...fields);
      await caller.phone.peer.nextResponse(status, 'REFER');
      assert.deepEqual(stand.callFacts.rest({ callId: call.callId }), []);
    });
  }

  it('whose NOTIFY the phone does not want is forgotten, and the call goes on', async () => {
    const { caller } = call;
    refer(caller, ['Refer-To', '<sip:104@demo.test>']);
    await caller.phone.peer.nextResponse(202, 'REFER');
    await isTold(caller, 100, /^active/, [481, 'Subscription Does Not Exist']);
    await stand.sipFacts.next('response', { sipCallId: call.sipCallId, method: 'NOTIFY', status: 481 });
    const { legId, referralId } = await received();
    caller.phone.inDialog(caller.dialog, 'UPDATE');
    await caller.phone.peer.nextResponse(200, 'UPDATE');
    await report(legId, referralId, 200, 'OK');
    assert.deepEqual(requestsTo(caller), []);
  });

  it('names the consultation call, be it plain or anchored', async () => {
    const { caller } = call;
    const other = await stand.plain({ to: '105' });
    const { remote, local } = other.caller.dialog;
    const replaces = encodeURIComponent(
      `${other.sipCallId};to-tag=${tagOf(remote)};from-tag=${tagOf(local)}`,
    );
    const asks = async () => {
      refer(caller, ['Refer-To', `<sip:105@demo.test?Replaces=${replaces}>`]);
      await caller.phone.peer.nextResponse(202, 'REFER');
      await isTold(caller, 100, /^active/);
      const { referTo, replaces: replaced, legId, referralId } = await received();
      assert.equal(referTo, 'sip:105@demo.test');
      await report(legId, referralId, 503, 'Service Unavailable');
      await isTold(caller, 503, /^terminated/);
      return replaced;
    };
    const expected = { callId: other.callId, transferorLegId: 'caller', targetLegId: 'callee' };
    assert.deepEqual(await asks(), expected);
    await stand.rpc.anchor({ callId: other.callId, releaseLegId: '' });
    assert.deepEqual(await asks(), expected);
    await stand.hangUp(other);
    assert.equal(await asks(), undefined);
  });
});

describe('a REFER in a plain call', function () {
  this.timeout(30_000);
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
    await stand.stack.kill('transfer'); // the spec does its part
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  it('has the call anchored before it is answered', async () => {
    const call = await stand.plain();
    const { phone, dialog } = call.callee;
    phone.inDialog(dialog, 'REFER', [['Refer-To', '<sip:104@demo.test>']]);
    await phone.peer.nextResponse(202, 'REFER');
    await stand.isAnchoredAs(call.sipCallId, call.callId);
    phone.peer.respond(await phone.peer.nextRequest('NOTIFY'), [200, 'OK'], phone.tag);
    const { fact } = contract.CallEvent.fromJSON(
      await stand.callFacts.next('refer-received', { callId: call.callId }),
    );
    assert.equal(fact?.$case === 'referReceived' && fact.value.legId, 'callee');
    await stand.hangUp(call);
  });

  it('whose sender hangs up at once leaves the other one waiting, until it is reported to have failed', async () => {
    const call = await stand.plain();
    const { phone, dialog } = call.callee;
    phone.inDialog(dialog, 'REFER', [['Refer-To', '<sip:104@demo.test>']]);
    await phone.peer.nextResponse(202, 'REFER');
    phone.inDialog(dialog, 'BYE');
    await phone.peer.nextResponse(200, 'BYE');
    const { callId } = call;
    const { fact } = contract.CallEvent.fromJSON(await stand.callFacts.next('refer-received', { callId }));
    assert.ok(fact?.$case === 'referReceived');
    await stand.callFacts.next('leg-ended', { callId });
    const { call: told } = await stand.rpc.getCall({ callId });
    assert.deepEqual(
      told?.legs.map(({ legId, partnerLegId }) => [legId, partnerLegId]),
      [['caller', '']],
    );
    const { legId, referralId } = fact.value;
    await stand.rpc.reportReferral({ callId, legId, referralId, sipStatus: 403, reason: 'Forbidden' });
    await stand.isHungUp(call.caller);
    await stand.callFacts.next('call-ended', { callId });
  });

  it('that is refused leaves it plain', async () => {
    const call = await stand.plain();
    const { phone, dialog } = call.caller;
    phone.inDialog(dialog, 'REFER');
    await phone.peer.nextResponse(400, 'REFER');
    await stand.isAnchoredAs(call.sipCallId, undefined);
    phone.inDialog(dialog, 'BYE');
    await stand.isHungUp(call.callee);
    await phone.peer.nextResponse(200, 'BYE');
  });

  it('that comes to us when the other party has hung up already is refused with 481', async () => {
    const call = await stand.plain();
    const pid = stand.stack.pid('call-control');
    assert.ok(pid);
    process.kill(pid, 'SIGSTOP');
    call.callee.phone.inDialog(call.callee.dialog, 'REFER', [['Refer-To', '<sip:104@demo.test>']]);
    await stand.sipFacts.next('request', { sipCallId: call.sipCallId, method: 'REFER' });
    call.caller.phone.inDialog(call.caller.dialog, 'BYE');
    await stand.isHungUp(call.callee);
    await call.caller.phone.peer.nextResponse(200, 'BYE');
    await stand.sipFacts.next('dialog', { sipCallId: call.sipCallId, state: 'ended' });
    process.kill(pid, 'SIGCONT');
    await call.callee.phone.peer.nextResponse(481, 'REFER');
    await stand.isAnchoredAs(call.sipCallId, undefined);
  });

  it('of a customer is refused with 403, and one of the employee is not', async () => {
    const { sipCallId, caller, callee } = await stand.fromTrunk('101');
    const [{ phone: carrier, dialog }, { phone: anna, dialog: hers }] = [caller, callee];
    carrier.inDialog(dialog, 'REFER', [['Refer-To', '<sip:+48221000102@10.99.0.1>']]);
    await carrier.peer.nextResponse(403, 'REFER');
    await stand.isAnchoredAs(sipCallId, undefined);
    anna.inDialog(hers, 'REFER', [['Refer-To', '<sip:104@demo.test>']]);
    await anna.peer.nextResponse(202, 'REFER');
    anna.peer.respond(await anna.peer.nextRequest('NOTIFY'), [200, 'OK'], anna.tag);
    const { call } = contract.CallEvent.fromJSON(await stand.callFacts.next('refer-received'));
    assert.equal(call?.dialled, '+48221000101');
    carrier.inDialog(dialog, 'BYE');
    await carrier.peer.nextResponse(200, 'BYE');
    await stand.isHungUp(callee);
  });
});
