import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Phone } from './phone.ts';
import { md5, type SipMessage } from './sip-message.ts';
import { Stack } from './stack.ts';

const ANCHORED = 'c0ffee0123456789';

describe('what a phone with a transfer key sends', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  const callIdOf = (sipCallId: string): string => md5(sipCallId).slice(0, 16);

  const answer = (fact: Readonly<Record<string, unknown>>, code: number, reason: string, toTag = '') =>
    stack.rpc.reply({
      code,
      reason,
      transaction: String(fact['transaction']),
      toTag,
      headers: [['Contact', `<sip:cordboard@127.0.0.1:${stack.sip.port}>`]],
    });

  describe('REFER', () => {
    it('in a plain call waits for call-control, from either side, and never gets to the other one', async () => {
      const { anna, celina, callId, dialog, calleeDialog } = await stack.talking();
      const sides = [
        [anna, dialog, celina],
        [celina, calleeDialog, anna],
      ] as const;
      for (const [phone, itsDialog, other] of sides) {
        phone.inDialog(itsDialog, 'REFER', [['Refer-To', '<sip:104@demo.test>']]);
        const fact = await stack.facts.next('request', { sipCallId: callId, method: 'REFER' });
        assert.deepEqual(
          [fact['callId'], fact['fromTag'], fact['account'], fact['trunk']],
          [callIdOf(callId), phone.tag, '', ''],
        );
        assert.match(
          Buffer.from(String(fact['headers64']), 'base64').toString(),
          /^Refer-To: <sip:104@demo\.test>\r$/m,
        );
        await answer(fact, 202, 'Accepted');
        await phone.peer.nextResponse(202, 'REFER');
        assert.deepEqual(
          other.peer.unexpected.filter((line) => !line.startsWith('SIP/2.0 100')),
          [],
        );
      }
      assert.match(`${await stack.rpc.getHashEntry('cseqs', `${callId}::caller`)}`, /^3 /);
    });

    it('that asks for what we cannot do is 420, and what that is', async () => {
      const { anna, dialog } = await stack.talking();
      const referTo = ['Refer-To', '<sip:104@demo.test>'] as const;
      anna.inDialog(dialog, 'REFER', [referTo, ['Require', 'teleport']]);
      assert.equal((await anna.peer.nextResponse(420, 'REFER')).header('Unsupported'), 'teleport');
      anna.inDialog(dialog, 'REFER', [referTo, ['Require', 'norefersub, timer']]);
      const fact = await stack.facts.next('request', { sipCallId: dialog.callId, method: 'REFER' });
      await answer(fact, 202, 'Accepted');
      await anna.peer.nextResponse(202, 'REFER');
    });

    it('in an anchored call too, and NOTIFY comes back', async () => {
      const { anna, celina, callId, dialog } = await stack.talking();
      await stack.rpc.setHashEntry('anchored', callId, ANCHORED);
      await stack.rpc.endDialogSilently(callId, anna.tag, celina.tag);
      anna.inDialog(dialog, 'REFER', [['Refer-To', '<sip:104@demo.test>']]);
      const fact = await stack.facts.next('request', { callId: ANCHORED, method: 'REFER' });
      await answer(fact, 202, 'Accepted');
      await anna.peer.nextResponse(202, 'REFER');
      await stack.rpc.sendRequest({
        method: 'NOTIFY',
        requestUri: String(fact['contact']),
        headers: [
          ['From', `<${celina.aor}>;tag=${celina.tag}`],
          ['To', `<${anna.aor}>;tag=${anna.tag}`],
          ['Call-ID', callId],
          ['CSeq', '1 NOTIFY'],
          ['Contact', `<sip:cordboard@127.0.0.1:${stack.sip.port}>`],
          ['Event', 'refer'],
          ['Subscription-State', 'active;expires=60'],
          ['Content-Type', 'message/sipfrag;version=2.0'],
        ],
        body: 'SIP/2.0 100 Trying\r\n',
      });
      const notify = await anna.peer.nextRequest('NOTIFY');
      assert.equal(notify.body, 'SIP/2.0 100 Trying\r\n');
      anna.peer.respond(notify, [200, 'OK'], anna.tag);
      await stack.facts.next('response', { callId: ANCHORED, method: 'NOTIFY', status: 200 });
      assert.deepEqual(celina.peer.unexpected, []);
    });

    it('is 504 after 5 s without call-control, and the call goes on; that it ends is told, for it might be taken just then', async () => {
      const { anna, celina, callId, dialog } = await stack.talking();
      anna.inDialog(dialog, 'REFER', [['Refer-To', '<sip:104@demo.test>']]);
      await anna.peer.nextResponse(504, 'REFER');
      anna.inDialog(dialog, 'BYE');
      celina.peer.respond(await celina.peer.nextRequest('BYE'), [200, 'OK'], celina.tag);
      await anna.peer.nextResponse(200, 'BYE');
      await stack.facts.next('ended', { sipCallId: callId });
    });
  });

  describe('INVITE with Replaces', () => {
    const replaces = (callId: string): readonly [string, string] => [
      'Replaces',
      `${callId};to-tag=one;from-tag=two`,
    ];

    const takeOver = async (replaced: string, callId: string = randomUUID()) => {
      const berta = await stack.registered('102');
      await berta.invite('sip:101@demo.test', [replaces(replaced)], callId);
      const fact = await stack.facts.next('request', { sipCallId: callId, method: 'INVITE' });
      return { berta, callId, fact };
    };

    it('belongs to the call whose dialog it replaces, and all that follows in its own dialog', async () => {
      const replaced = 'replaced@phone';
      const { berta, callId, fact } = await takeOver(replaced);
      assert.deepEqual(
        [fact['callId'], fact['account'], fact['trunk'], fact['toTag']],
        [callIdOf(replaced), '102@demo.test', '', ''],
      );
      assert.equal(Buffer.from(String(fact['body64']), 'base64').toString(), berta.sdp);
      await answer(fact, 200, 'OK', 'taken');
      const ok = await berta.peer.nextResponse(200, 'INVITE');
      assert.match(ok.header('To'), /;tag=taken$/);
      await berta.peer.nextResponse(200, 'INVITE'); // again, until it is acknowledged (RFC 3261 §13.3.1.4)
      const dialog = berta.acknowledge(ok);
      assert.equal(await berta.peer.nextWithin(2_500, ({ status }) => status === 200), undefined);
      berta.inDialog(dialog, 'BYE');
      await berta.peer.nextResponse(200, 'BYE');
      const bye = await stack.facts.next('request', { sipCallId: callId, method: 'BYE' });
      assert.equal(bye['callId'], callIdOf(replaced));
      assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
    });

    it('of an anchored dialog belongs to that call', async () => {
      await stack.rpc.setHashEntry('anchored', 'leg-of-it', ANCHORED);
      const { berta, callId, fact } = await takeOver('leg-of-it');
      assert.equal(fact['callId'], ANCHORED);
      assert.equal(await stack.rpc.getHashEntry('anchored', callId), ANCHORED);
      await answer(fact, 481, 'Call/Transaction Does Not Exist');
      await berta.peer.nextResponse(481, 'INVITE');
    });

    it('may come from a trunk, and from no stranger', async () => {
      const [carrier, stranger] = await Promise.all([stack.carrier(), stack.peer()]);
      const headers = (from: string, callId: string) =>
        [
          ['From', `<sip:${from}>;tag=in`],
          ['To', '<sip:101@demo.test>'],
          ['Call-ID', callId],
          ['CSeq', '1 INVITE'],
          carrier.contact,
          replaces('whatever'),
        ] as const;
      carrier.peer.request('INVITE', 'sip:101@demo.test', headers('1@127.0.0.2', 'by-carrier'));
      const fact = await stack.facts.next('request', { sipCallId: 'by-carrier' });
      assert.deepEqual([fact['account'], fact['trunk']], ['', 'carrier']);
      await answer(fact, 481, 'Call/Transaction Does Not Exist');
      await carrier.peer.nextResponse(481, 'INVITE');
      stranger.request('INVITE', 'sip:101@demo.test', headers('1@elsewhere.test', 'by-stranger'));
      await stranger.nextResponse(403, 'INVITE');
      assert.deepEqual(stack.facts.rest({ sipCallId: 'by-stranger' }), []);
    });

    it('has the end of the plain call told that it is about', async () => {
      const { anna, celina, callId, dialog } = await stack.talking();
      const { berta, fact } = await takeOver(callId);
      await answer(fact, 486, 'Busy Here');
      await berta.peer.nextResponse(486, 'INVITE');
      anna.inDialog(dialog, 'BYE');
      celina.peer.respond(await celina.peer.nextRequest('BYE'), [200, 'OK'], celina.tag);
      await anna.peer.nextResponse(200, 'BYE');
      await stack.facts.next('ended', { sipCallId: callId });
    });

    const trying = (berta: Phone, callId: string): Promise<SipMessage> =>
      berta.peer.next('100', ({ status, header }) => status === 100 && header('Call-ID') === callId);

    it('is cancelled by its sender, and call-control learns of it', async () => {
      const { berta, callId } = await takeOver('cancelled');
      berta.cancel(await trying(berta, callId), 'sip:101@demo.test');
      await berta.peer.nextResponse(200, 'CANCEL');
      await berta.peer.nextResponse(487, 'INVITE');
      const fact = await stack.facts.next('request', { sipCallId: callId, method: 'CANCEL' });
      assert.deepEqual([fact['callId'], fact['cseq'], fact['transaction']], [callIdOf('cancelled'), 2, '']);
    });

    it('is 504 after 5 s without call-control, and belongs to nothing then', async () => {
      const { berta, callId } = await takeOver('silence');
      await berta.peer.nextResponse(504, 'INVITE');
      assert.equal(await stack.rpc.getHashEntry('anchored', callId), undefined);
    });
  });

  it('is allowed, says the answer to OPTIONS', async () => {
    const carrier = await stack.carrier();
    carrier.peer.request('OPTIONS', 'sip:127.0.0.1', [
      ['From', '<sip:127.0.0.2>;tag=a'],
      ['To', '<sip:127.0.0.1>'],
      ['Call-ID', 'options'],
      ['CSeq', '1 OPTIONS'],
    ]);
    const ok = await carrier.peer.nextResponse(200, 'OPTIONS');
    assert.match(ok.header('Allow'), /REFER, NOTIFY/);
    assert.equal(ok.header('Supported'), 'replaces');
  });
});
