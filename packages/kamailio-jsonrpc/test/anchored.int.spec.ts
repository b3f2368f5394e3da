import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { KamailioFault } from '../src/index.ts';
import type { Phone } from './phone.ts';
import { Stack } from './stack.ts';

const CALL = 'c0ffee0123456789';

describe('an anchored call in Kamailio', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  /** A call between 101 and 103, handed to call-control. */
  const anchored = async () => {
    const { anna, celina, callId, dialog } = await stack.talking();
    await stack.rpc.setHashEntry('anchored', callId, CALL);
    assert.equal(await stack.rpc.endDialogSilently(callId, anna.tag, celina.tag), true);
    return { anna, celina, callId, dialog };
  };

  const request = (callId: string, method: string) =>
    stack.facts.next('request', { sipCallId: callId, method });

  it('is not tracked any more, and its BYE is answered at once and ends no plain call', async () => {
    const { anna, celina, callId, dialog } = await anchored();
    assert.deepEqual(await stack.rpc.listDialogs(), []);
    anna.inDialog(dialog, 'BYE', [['Reason', 'Q.850;cause=16']]);
    await anna.peer.nextResponse(200, 'BYE');
    const fact = await request(callId, 'BYE');
    assert.equal(fact.subject, `sip.n1.c.${CALL}.request`);
    assert.deepEqual(
      { ...fact, at: 0, headers64: '' },
      {
        subject: fact.subject,
        at: 0,
        node: 'n1',
        callId: CALL,
        sipCallId: callId,
        method: 'BYE',
        fromTag: anna.tag,
        toTag: celina.tag,
        cseq: 3,
        transaction: '',
        contact: `sip:101@${anna.peer.address}`,
        source: `${anna.peer.address};transport=udp`,
        account: '',
        trunk: '',
        contentType: '',
        headers64: '',
        body64: '',
      },
    );
    assert.match(
      Buffer.from(fact['headers64'] as string, 'base64').toString(),
      /^Reason: Q\.850;cause=16\r$/m,
    );
    assert.deepEqual(celina.peer.unexpected, []);
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
  });

  it('has its re-INVITE answered by tm.reply, retransmissions absorbed and the ACK swallowed', async () => {
    const { anna, celina, callId, dialog } = await anchored();
    anna.inDialog(dialog, 'INVITE', [['Content-Type', 'application/sdp']], anna.sdp);
    const fact = await request(callId, 'INVITE');
    assert.equal(Buffer.from(fact['body64'] as string, 'base64').toString(), anna.sdp);
    assert.equal(fact['contentType'], 'application/sdp');
    await stack.rpc.reply({
      code: 200,
      reason: 'OK',
      transaction: fact['transaction'] as string,
      toTag: '',
      headers: [
        ['Contact', `<sip:cordboard@127.0.0.1:${stack.sip.port}>`],
        ['Content-Type', 'application/sdp'],
      ],
      body: celina.sdp,
    });
    const ok = await anna.peer.nextResponse(200, 'INVITE');
    assert.equal(ok.body, celina.sdp);
    await anna.peer.nextResponse(200, 'INVITE'); // again, until it is acknowledged
    anna.acknowledge(ok);
    await assert.rejects(
      stack.rpc.reply({
        code: 200,
        reason: 'OK',
        transaction: '1:1',
        toTag: '',
      }),
      (error: KamailioFault) => error.code === 'KAMAILIO_FAULT' && error.rpcCode === 481,
    );
    anna.inDialog(dialog, 'BYE');
    await anna.peer.nextResponse(200, 'BYE');
    await request(callId, 'BYE');
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
    assert.deepEqual(celina.peer.unexpected, []);
  });

  it('answers 504 to what call-control does not answer within 5 s', async () => {
    const { anna, callId, dialog } = await anchored();
    anna.inDialog(dialog, 'UPDATE');
    await request(callId, 'UPDATE');
    const started = Date.now();
    await anna.peer.nextResponse(504, 'UPDATE');
    assert.ok(Date.now() - started < 6_000);
  });

  it('answers 200 to the CANCEL of a waiting re-INVITE, and 487 to that', async () => {
    const { anna, callId, dialog } = await anchored();
    anna.inDialog(dialog, 'INVITE');
    const trying = await anna.peer.next('100', ({ status, header }) => {
      return status === 100 && header('CSeq') === `${dialog.cseq} INVITE`;
    });
    await request(callId, 'INVITE');
    anna.cancel(trying, dialog.target);
    await anna.peer.nextResponse(200, 'CANCEL');
    await anna.peer.nextResponse(487, 'INVITE');
  });

  it('answers INFO with a digit and OPTIONS itself', async () => {
    const { anna, celina, callId, dialog } = await anchored();
    anna.inDialog(dialog, 'INFO', [['Content-Type', 'application/dtmf']], '#');
    await anna.peer.nextResponse(200, 'INFO');
    const fact = await stack.facts.next('dtmf', { sipCallId: callId });
    assert.deepEqual(
      [fact['digit'], fact['tag'], fact['callId'], fact['source']],
      ['#', anna.tag, CALL, 'info'],
    );
    anna.inDialog(dialog, 'OPTIONS');
    await anna.peer.nextResponse(200, 'OPTIONS');
    assert.deepEqual(celina.peer.unexpected, []);
  });

  it('answers an empty INFO, and one with what it does not know', async () => {
    const { anna, celina, callId, dialog } = await anchored();
    anna.inDialog(dialog, 'INFO');
    await anna.peer.nextResponse(200, 'INFO');
    anna.inDialog(dialog, 'INFO', [['Content-Type', 'application/media_control+xml']], '<media_control/>');
    assert.match((await anna.peer.nextResponse(415, 'INFO')).header('Accept'), /application\/dtmf-relay/);
    assert.deepEqual(celina.peer.unexpected, []);
    assert.deepEqual(
      stack.facts.rest({ sipCallId: callId }).filter(({ subject }) => !`${subject}`.endsWith('.dialog')),
      [],
    );
  });

  it('gets in-dialog requests of call-control straight to its parties', async () => {
    const { anna, celina, callId } = await anchored();
    const inDialog = (method: string, to: Phone, from: Phone, cseq: number) =>
      stack.rpc.sendRequest({
        method,
        requestUri: `sip:${to.user}@${to.peer.address}`,
        headers: [
          ['From', `<${from.aor}>;tag=${from.tag}`],
          ['To', `<${to.aor}>;tag=${to.tag}`],
          ['Call-ID', callId],
          ['CSeq', `${cseq} ${method}`],
          ['Contact', `<sip:cordboard@127.0.0.1:${stack.sip.port}>`],
        ],
      });
    await inDialog('UPDATE', anna, celina, 7);
    const update = await anna.peer.nextRequest('UPDATE');
    assert.equal(update.all('Via').length, 1);
    anna.peer.respond(update, [200, 'OK'], anna.tag, [anna.contact]);
    const fact = await stack.facts.next('response', { sipCallId: callId, method: 'UPDATE' });
    assert.deepEqual([fact['status'], fact['cseq'], fact['callId']], [200, 7, CALL]);

    await inDialog('INVITE', celina, anna, 9);
    const invite = await celina.peer.nextRequest('INVITE');
    celina.answer(invite);
    await celina.peer.nextRequest('ACK');
    await stack.facts.next('response', { sipCallId: callId, method: 'INVITE', status: 200 });

    await inDialog('BYE', celina, anna, 10);
    celina.peer.respond(await celina.peer.nextRequest('BYE'), [200, 'OK'], celina.tag);
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
  });

  it('tells call-control 408 where a party says nothing', async () => {
    const silent = await stack.peer();
    const callId: string = randomUUID();
    await stack.rpc.setHashEntry('anchored', callId, CALL);
    await stack.rpc.sendRequest({
      method: 'INVITE',
      requestUri: `sip:101@${silent.address}`,
      headers: [
        ['From', '<sip:103@demo.test>;tag=us'],
        ['To', '<sip:101@demo.test>;tag=them'],
        ['Call-ID', callId],
        ['CSeq', '3 INVITE'],
      ],
      inviteTimeoutMs: 2_000,
    });
    const invite = await silent.nextRequest('INVITE');
    silent.respond(invite, [180, 'Ringing'], 'them');
    await stack.facts.next('response', { sipCallId: callId, status: 180 });
    const fact = await stack.facts.next('response', { sipCallId: callId, status: 408 });
    assert.deepEqual(
      [fact['method'], fact['cseq'], fact['fromTag'], fact['toTag']],
      ['INVITE', 3, 'us', 'them'],
    );
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
  });

  it('forgets the Call-ID when call-control says so', async () => {
    const key = randomUUID();
    await stack.rpc.setHashEntry('anchored', key, CALL);
    assert((await stack.rpc.listHashKeys('anchored')).includes(key));
    assert.equal(await stack.rpc.deleteHashEntry('anchored', key), true);
    assert(!(await stack.rpc.listHashKeys('anchored')).includes(key));
    assert.equal(await stack.rpc.deleteHashEntry('anchored', key), false);
  });
});
