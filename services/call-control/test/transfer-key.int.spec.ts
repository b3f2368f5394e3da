import assert from 'node:assert/strict';
import { tagOf } from '@cordboard/kamailio-jsonrpc/testing/sip-message';
import { type Side, Stand, type TwoPartyCall } from './stand.ts';

type Transferee = 'colleague' | 'customer';

/** Call-control and transfer together, with phones that know nothing but REFER. */
describe('a phone with a transfer key', function () {
  this.timeout(30_000);
  let stand: Stand;
  let call: TwoPartyCall;
  let transferee: Side;
  let transferor: Side;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  const begins = async (with_: Transferee, anchored = false) => {
    call =
      with_ === 'colleague' ? await stand.plain({ from: '103', to: '101' }) : await stand.fromTrunk('101');
    [transferee, transferor] = [call.caller, call.callee];
    if (anchored) await stand.rpc.anchor({ callId: call.callId, releaseLegId: '' });
  };

  const refer = async (referTo: string) => {
    const { phone, dialog } = transferor;
    phone.inDialog(dialog, 'REFER', [['Refer-To', `<${referTo}>`]]);
    await phone.peer.nextResponse(202, 'REFER');
  };

  /** The next NOTIFY says this. */
  const isTold = async (status: number) => {
    const { phone } = transferor;
    const notify = await phone.peer.nextRequest('NOTIFY');
    phone.peer.respond(notify, [200, 'OK'], phone.tag);
    assert.match(notify.body, new RegExp(`^SIP/2\\.0 ${status} `));
    const over = status >= 200 ? /^terminated/ : /^active/;
    assert.match(notify.header('Subscription-State'), over);
  };

  const isOver = async ({ phone, dialog }: Side, other: Side, callId = call.callId) => {
    phone.inDialog(dialog, 'BYE');
    await phone.peer.nextResponse(200, 'BYE');
    await stand.isHungUp(other);
    await stand.callFacts.next('call-ended', { callId });
    assert.deepEqual((await stand.rpc.listCalls({})).calls, []);
  };

  it('may hang up as soon as it has its 202: the transferee waits for the target', async () => {
    await begins('customer');
    const dawid = await stand.phone('104');
    await refer('sip:104@demo.test');
    transferor.phone.inDialog(transferor.dialog, 'BYE');
    await transferor.phone.peer.nextResponse(200, 'BYE');
    const invite = await dawid.peer.nextRequest('INVITE');
    dawid.answer(invite);
    await dawid.peer.nextRequest('ACK');
    await stand.callFacts.next('leg-answered', { callId: call.callId });
    await isOver(transferee, { phone: dawid, dialog: dawid.dialogOf(invite) });
  });

  it('has the transferee back where the target is busy', async () => {
    await begins('customer');
    const dawid = await stand.phone('104');
    await refer('sip:104@demo.test');
    await isTold(100);
    dawid.peer.respond(await dawid.peer.nextRequest('INVITE'), [486, 'Busy Here'], dawid.tag);
    await dawid.peer.nextRequest('ACK');
    await isTold(486);
    await isOver(transferee, transferor);
  });

  it('is told that nobody has the number', async () => {
    await begins('customer');
    await refer('sip:199@demo.test');
    await isTold(100);
    await isTold(404);
    await isOver(transferee, transferor);
  });

  for (const who of ['colleague', 'customer'] as const) {
    it(`transfers a ${who} blind, and is told when the target rings and answers`, async () => {
      await begins(who);
      const dawid = await stand.phone('104');
      await refer('sip:104@demo.test');
      await isTold(100);
      const invite = await dawid.peer.nextRequest('INVITE');
      dawid.peer.respond(invite, [180, 'Ringing'], dawid.tag);
      await isTold(180);
      dawid.answer(invite);
      await dawid.peer.nextRequest('ACK');
      await isTold(200);
      await stand.isHungUp(transferor);
      await isOver(transferee, { phone: dawid, dialog: dawid.dialogOf(invite) });
    });

    for (const [target, anchored] of [
      ['caller', false],
      ['callee', false],
      ['callee', true],
    ] as const) {
      it(`transfers a ${who} with Replaces to whom it has talked to, the ${target} of a ${anchored ? 'call that is anchored like this one' : 'plain call'}`, async () => {
        await begins(who, anchored);
        const consultation = await stand.plain(
          target === 'callee' ? { from: '101', to: '105' } : { from: '105', to: '101' },
        );
        const own = target === 'callee' ? consultation.caller : consultation.callee;
        const { callId, sipCallId } = consultation;
        if (anchored) await stand.rpc.anchor({ callId, releaseLegId: '' });
        const tags = `to-tag=${tagOf(own.dialog.remote)};from-tag=${tagOf(own.dialog.local)}`;
        await refer(`sip:105@demo.test?Replaces=${encodeURIComponent(`${sipCallId};${tags}`)}`);
        await isTold(100);
        await isTold(200);
        await Promise.all([stand.isHungUp(transferor), stand.isHungUp(own)]);
        await isOver(transferee, consultation[target]);
        await stand.isAnchoredAs(sipCallId, undefined);
      });
    }
  }
});
