import assert from 'node:assert/strict';
import type { Phone, PhoneDialog } from './phone.ts';
import { md5, tagOf } from './sip-message.ts';
import { Stack } from './stack.ts';

describe('a plain call through Kamailio', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  const establish = async (caller: Phone, callee: Phone) => {
    const callId = await caller.invite('sip:103@demo.test');
    const invite = await callee.peer.nextRequest('INVITE');
    callee.answer(invite, [['Session-Expires', '1800;refresher=uac']]);
    const ok = await caller.peer.nextResponse(200, 'INVITE');
    const dialog = caller.acknowledge(ok);
    await callee.peer.nextRequest('ACK');
    return { callId, invite, ok, dialog, calleeDialog: callee.dialogOf(invite) };
  };

  /** What is known of a half since the answer. */
  const progress = async (callId: string, half: 'caller' | 'callee') => {
    const [cseq, held, contact = ''] = `${await stack.rpc.getHashEntry('cseqs', `${callId}::${half}`)}`.split(
      ' ',
    );
    return { cseq: Number(cseq), holds: held === 'held', contact };
  };

  const hangUp = async (caller: Phone, callee: Phone, dialog: PhoneDialog) => {
    caller.inDialog(dialog, 'BYE');
    callee.peer.respond(await callee.peer.nextRequest('BYE'), [200, 'OK'], callee.tag);
    await caller.peer.nextResponse(200, 'BYE');
  };

  it('says that it has started', async () => {
    const fact = await stack.facts.next('started');
    assert.equal(fact['node'], 'n1');
    assert.equal(typeof fact['at'], 'number');
  });

  it('publishes both halves when it is answered, and its end; no media of the phones pass each other', async () => {
    const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
    const { callId, invite, ok, dialog } = await establish(anna, celina);
    const fact = await stack.facts.next('dialog', { state: 'answered' });
    const id = md5(callId).slice(0, 16);
    assert.equal(fact.subject, `sip.n1.${id[0]}.${id}.dialog`);
    assert.ok(Math.abs((fact['at'] as number) - Date.now()) < 5_000);
    assert.deepEqual(
      { ...fact, at: 0 },
      {
        subject: fact.subject,
        at: 0,
        node: 'n1',
        callId: id,
        sipCallId: callId,
        state: 'answered',
        dialled: '103',
        sessionExpires: '1800;refresher=uac',
        caller: {
          tag: anna.tag,
          uri: 'sip:101@demo.test',
          name: 'Anna \\"101\\" Żak',
          contact: `sip:101@${anna.peer.address}`,
          routes: '',
          source: `${anna.peer.address};transport=udp`,
          account: '101@demo.test',
          trunk: '',
          forwardedFor: '',
          allow: '',
        },
        callee: {
          tag: celina.tag,
          uri: 'sip:103@demo.test',
          name: '',
          contact: `sip:103@${celina.peer.address}`,
          routes: '',
          source: `${celina.peer.address};transport=udp`,
          account: '103@demo.test',
          trunk: '',
          forwardedFor: '',
          allow: '',
        },
      },
    );
    assert.doesNotMatch(invite.body, new RegExp(`m=audio ${anna.peer.port + 1} `));
    assert.doesNotMatch(ok.body, new RegExp(`m=audio ${celina.peer.port + 1} `));
    assert.equal((await stack.rpc.listDialogs()).length, 1);
    await hangUp(anna, celina, dialog);
    await stack.facts.next('dialog', { state: 'ended', callId: id });
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
  });

  it('reports a digit sent by INFO once, with the CSeq of either half, and relays it', async () => {
    const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
    const { callId, dialog, calleeDialog } = await establish(anna, celina);
    celina.inDialog(
      calleeDialog,
      'INFO',
      [['Content-Type', 'application/dtmf-relay']],
      'Signal=*\r\nDuration=160\r\n',
    );
    const info = await anna.peer.nextRequest('INFO');
    assert.match(info.body, /Signal=\*/);
    anna.peer.respond(info, [200, 'OK'], anna.tag);
    const fact = await stack.facts.next('dtmf', { sipCallId: callId });
    assert.deepEqual(
      { tag: fact['tag'], digit: fact['digit'], source: fact['source'] },
      { tag: celina.tag, digit: '*', source: 'info' },
    );
    assert.deepEqual(
      [(await progress(callId, 'caller')).cseq, (await progress(callId, 'callee')).cseq],
      [2, 1],
    );
    await hangUp(anna, celina, dialog);
    await stack.facts.next('ended', { sipCallId: callId });
  });

  it('understands a digit by INFO however it is written', async () => {
    const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
    const { callId, dialog } = await establish(anna, celina);
    for (const [type, body, digit] of [
      ['application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n', '5'],
      ['application/dtmf-relay', 'Signal= *\nDuration=160', '*'],
      ['application/dtmf-relay', 'Duration=160\r\n signal = #\r\n', '#'],
      ['application/dtmf-relay', 'SIGNAL=11\rDuration=160\r', '#'],
      ['Application/DTMF-Relay', '\r\n Signal=D', 'D'],
      ['application/dtmf', 'Signal=*\r\nDuration=100\r\n', '*'],
      ['application/dtmf', 'd=7', '7'],
      ['application/dtmf', ' 10\r\n', '*'],
      ['application/dtmf-relay', '0', '0'],
    ] as const) {
      anna.inDialog(dialog, 'INFO', [['Content-Type', type]], body);
      celina.peer.respond(await celina.peer.nextRequest('INFO'), [200, 'OK'], celina.tag);
      await anna.peer.nextResponse(200, 'INFO');
      const fact = await stack.facts.next('dtmf', { sipCallId: callId });
      assert.deepEqual([fact['digit'], body], [digit, body]);
    }
    for (const body of ['Duration=5', 'Signal=x', 'hello', '55']) {
      anna.inDialog(dialog, 'INFO', [['Content-Type', 'application/dtmf-relay']], body);
      celina.peer.respond(await celina.peer.nextRequest('INFO'), [200, 'OK'], celina.tag);
      await anna.peer.nextResponse(200, 'INFO');
    }
    await hangUp(anna, celina, dialog);
    await stack.facts.next('ended', { sipCallId: callId });
    for (const state of ['answered', 'ended']) await stack.facts.next('dialog', { sipCallId: callId, state });
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
  });

  it('forwards 486, and a CANCEL of the caller', async () => {
    const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
    await anna.invite('sip:103@demo.test');
    celina.peer.respond(await celina.peer.nextRequest('INVITE'), [486, 'Busy Here'], celina.tag);
    await anna.peer.nextResponse(486, 'INVITE');

    await anna.invite('sip:103@demo.test');
    const invite = await celina.peer.nextRequest('INVITE');
    celina.peer.respond(invite, [180, 'Ringing'], celina.tag);
    const ringing = await anna.peer.nextResponse(180, 'INVITE');
    anna.cancel(ringing, 'sip:103@demo.test');
    celina.peer.respond(await celina.peer.nextRequest('CANCEL'), [200, 'OK'], celina.tag);
    celina.peer.respond(invite, [487, 'Request Terminated'], celina.tag);
    await anna.peer.nextResponse(487, 'INVITE');
  });

  it('rings every phone of an account', async () => {
    const [anna, one, two] = await Promise.all([
      stack.registered('101'),
      stack.registered('104'),
      stack.registered('104'),
    ]);
    await anna.invite('sip:104@demo.test');
    const [invite, other] = await Promise.all([
      one.peer.nextRequest('INVITE'),
      two.peer.nextRequest('INVITE'),
    ]);
    two.peer.respond(other, [180, 'Ringing'], two.tag);
    await anna.peer.nextResponse(180, 'INVITE');
    one.answer(invite);
    const dialog = anna.acknowledge(await anna.peer.nextResponse(200, 'INVITE'));
    await two.peer.nextRequest('CANCEL');
    await hangUp(anna, one, dialog);
  });

  it('goes out by the trunk with the DID of the account, and comes in by it to a DID only', async () => {
    const [anna, celina, carrier] = await Promise.all([
      stack.registered('101'),
      stack.registered('103'),
      stack.carrier(),
    ]);
    const outgoing = await anna.invite('sip:0048600100200@demo.test', [
      ['P-Asserted-Identity', '<sip:boss@demo.test>'],
    ]);
    const invite = await carrier.peer.nextRequest('INVITE');
    assert.match(invite.startLine, /^INVITE sip:\+48600100200@127\.0\.0\.2:5060 /);
    assert.match(invite.header('From'), /<sip:\+48221000101@demo\.test>/);
    assert.deepEqual(invite.all('P-Asserted-Identity'), ['<sip:+48221000101@demo.test>']);
    carrier.answer(invite, [['Record-Route', '<sip:127.0.0.2:5099;lr>']]);
    const ok = await anna.peer.nextResponse(200, 'INVITE');
    assert.match(ok.header('From'), /<sip:101@demo\.test>/);
    const out = await stack.facts.next('dialog', { sipCallId: outgoing });
    assert.deepEqual(pick(out['callee']), {
      account: '',
      trunk: 'carrier',
      routes: `<sip:127.0.0.1:${stack.sip.port};lr;trunk=carrier;shown=sip:+48221000101%40demo.test>,<sip:127.0.0.2:5099;lr>`,
    });

    carrier.peer.request(
      'INVITE',
      'sip:48221000103@127.0.0.1',
      [
        ['Record-Route', '<sip:127.0.0.2:5098;lr>, <sip:127.0.0.2:5097;lr>'],
        ['From', '<sip:+48600100200@127.0.0.2>;tag=in'],
        ['To', '<sip:48221000103@127.0.0.1>'],
        ['Call-ID', 'incoming'],
        ['CSeq', '1 INVITE'],
        carrier.contact,
        ['Content-Type', 'application/sdp'],
      ],
      carrier.sdp,
    );
    celina.answer(await celina.peer.nextRequest('INVITE'));
    await carrier.peer.nextResponse(200, 'INVITE');
    const incoming = await stack.facts.next('dialog', { sipCallId: 'incoming' });
    assert.deepEqual(pick(incoming['caller']), {
      account: '',
      trunk: 'carrier',
      routes: '<sip:127.0.0.2:5098;lr>, <sip:127.0.0.2:5097;lr>',
    });

    carrier.peer.request('INVITE', 'sip:103@127.0.0.1', [
      ['From', '<sip:+48600100200@127.0.0.2>;tag=in2'],
      ['To', '<sip:103@127.0.0.1>'],
      ['Call-ID', 'incoming-2'],
      ['CSeq', '1 INVITE'],
      carrier.contact,
    ]);
    await carrier.peer.nextResponse(404, 'INVITE');
  });

  it('comes in to the DID of a ported number too (RFC 4694)', async () => {
    const [celina, carrier] = await Promise.all([stack.registered('103'), stack.carrier()]);
    carrier.peer.request('INVITE', 'sip:+48221000103;npdi;rn=+48229999@127.0.0.1', [
      ['From', '<sip:+48600100200@127.0.0.2>;tag=ported'],
      ['To', '<sip:+48221000103@127.0.0.1>'],
      ['Call-ID', 'ported'],
      ['CSeq', '1 INVITE'],
      carrier.contact,
    ]);
    celina.peer.respond(await celina.peer.nextRequest('INVITE'), [486, 'Busy Here'], celina.tag);
    await carrier.peer.nextResponse(486, 'INVITE');
  });

  it('is all that may come in from a trunk: nobody there has our phones place calls, or start anew', async () => {
    const [celina, carrier] = await Promise.all([stack.registered('103'), stack.carrier()]);
    for (const method of ['REFER', 'NOTIFY']) {
      carrier.peer.request(method, 'sip:+48221000103@127.0.0.1', [
        ['From', '<sip:+48600100200@127.0.0.2>;tag=outside'],
        ['To', '<sip:+48221000103@127.0.0.1>'],
        ['Call-ID', `outside-${method}`],
        ['CSeq', `1 ${method}`],
        ['Refer-To', '<sip:0900123456@demo.test>'],
        ['Event', 'check-sync;reboot=true'],
        carrier.contact,
      ]);
      await carrier.peer.nextResponse(403, method);
    }
    assert.deepEqual(celina.peer.unexpected, []);
  });

  it('is redirected to where the phone says', async () => {
    const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
    await anna.invite('sip:103@demo.test');
    const elsewhere = '<sip:104@demo.test>';
    celina.peer.respond(await celina.peer.nextRequest('INVITE'), [302, 'Moved'], celina.tag, [
      ['Contact', elsewhere],
    ]);
    assert.equal((await anna.peer.nextResponse(302, 'INVITE')).header('Contact'), elsewhere);
  });

  it('to a number of our own stays inside; to an unknown one is 404, to an unregistered account 480', async () => {
    const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
    await anna.invite('sip:+48221000103@demo.test');
    celina.peer.respond(await celina.peer.nextRequest('INVITE'), [603, 'Decline'], celina.tag);
    await anna.peer.nextResponse(603, 'INVITE');
    await anna.invite('sip:199@demo.test');
    await anna.peer.nextResponse(404, 'INVITE');
    await anna.invite('sip:106@demo.test');
    await anna.peer.nextResponse(480, 'INVITE');
  });

  it('to a trunk where nobody is ends with 408 within 6 s', async () => {
    const anna = await stack.registered('101');
    const started = Date.now();
    await anna.invite('sip:+48600100200@demo.test');
    await anna.peer.nextResponse(408, 'INVITE');
    assert.ok(Date.now() - started < 6_000);
  });

  it('is refused to whoever is no account, takes another From, or has the wrong password', async () => {
    const [stranger, thief, anna] = await Promise.all([
      stack.phone('101', { domain: 'elsewhere.test' }),
      stack.phone('103'),
      stack.registered('101'),
    ]);
    stranger.peer.request('INVITE', 'sip:103@demo.test', [
      ['From', '<sip:101@elsewhere.test>;tag=a'],
      ['To', '<sip:103@demo.test>'],
      ['Call-ID', 'stranger'],
      ['CSeq', '1 INVITE'],
      stranger.contact,
    ]);
    await stranger.peer.nextResponse(403, 'INVITE');
    assert.equal((await thief.register('guess')).status, 401);
    assert.equal((await anna.register('demo-101')).status, 200);
    await anna.inviteAs('103', 'sip:104@demo.test');
    await anna.peer.nextResponse(403, 'INVITE');
  });

  it('lets nobody in through a made-up dialog', async () => {
    const [stranger, celina] = [
      await stack.phone('101', { domain: 'elsewhere.test' }),
      await stack.registered('103'),
    ];
    stranger.inDialog(
      {
        callId: 'made-up',
        local: '<sip:101@elsewhere.test>;tag=a',
        remote: '<sip:103@demo.test>;tag=b',
        target: `sip:103@${celina.peer.address}`,
        routes: [`<sip:127.0.0.1:${stack.sip.port};lr>`],
        cseq: 0,
      },
      'INVITE',
    );
    await stranger.peer.nextResponse(403, 'INVITE');
    assert.deepEqual(celina.peer.unexpected, []);
  });

  it('can be held and resumed by re-INVITE', async () => {
    const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
    const { callId, dialog, calleeDialog } = await establish(anna, celina);
    celina.inDialog(calleeDialog, 'INVITE', [['Content-Type', 'application/sdp']], celina.sdp);
    const hold = await anna.peer.next('re-INVITE', (message) => message.method === 'INVITE');
    anna.answer(hold);
    await celina.peer.nextResponse(200, 'INVITE');
    celina.acknowledgeIn(calleeDialog);
    await anna.peer.nextRequest('ACK');
    await hangUp(anna, celina, dialog);
    await stack.facts.next('dialog', { sipCallId: callId, state: 'answered' });
    await stack.facts.next('dialog', { sipCallId: callId, state: 'ended' });
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
  });

  it('is on hold by its audio alone', async () => {
    const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
    const { callId, dialog } = await establish(anna, celina);
    const audio = `m=audio ${anna.peer.port + 1} RTP/AVP 8\r\n`;
    const video = `m=video ${anna.peer.port + 3} RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n`;
    const session = anna.sdp.replace(/m=.*/s, '');
    for (const [body, holds] of [
      [`${session}${audio}a=sendonly\r\n`, true],
      [`${session}${audio}a=sendrecv\r\n${video}a=inactive\r\n`, false],
      [`${session}${video}a=inactive\r\n${audio}a=sendrecv\r\n`, false],
      [`${session}${video}a=sendrecv\r\n${audio}a=inactive\r\n`, true],
      [`${session}${audio}a=sendonly\r\n${video}a=sendrecv\r\n`, true],
      [`${session}a=sendonly\r\n${audio}`, true],
      [`${session}a=inactive\r\n${audio}a=sendrecv\r\n`, false],
      [`${session.replace(/c=.*/, 'c=IN IP4 0.0.0.0')}${audio}`, true],
      [`${session}${audio}`, false],
    ] as const) {
      anna.inDialog(dialog, 'INVITE', [['Content-Type', 'application/sdp']], body);
      celina.answer(await celina.peer.nextRequest('INVITE'));
      await anna.peer.nextResponse(200, 'INVITE');
      anna.acknowledgeIn(dialog);
      await celina.peer.nextRequest('ACK');
      assert.deepEqual([(await progress(callId, 'caller')).holds, body], [holds, body]);
    }
    await hangUp(anna, celina, dialog);
  });

  it('remembers where its halves have moved to (RFC 3261 §12.2)', async () => {
    const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
    const { callId, dialog, calleeDialog } = await establish(anna, celina);
    const moved = (phone: Phone, to: string) => ['Contact', `<sip:${to}@${phone.peer.address}>`] as const;
    const sdp = ['Content-Type', 'application/sdp'] as const;
    celina.inDialog(calleeDialog, 'UPDATE', [moved(celina, 'celina-elsewhere')]);
    anna.peer.respond(await anna.peer.nextRequest('UPDATE'), [200, 'OK'], anna.tag, [
      moved(anna, 'anna-elsewhere'),
    ]);
    await celina.peer.nextResponse(200, 'UPDATE');
    assert.deepEqual(
      [(await progress(callId, 'caller')).contact, (await progress(callId, 'callee')).contact],
      [`sip:anna-elsewhere@${anna.peer.address}`, `sip:celina-elsewhere@${celina.peer.address}`],
    );
    anna.inDialog(dialog, 'INVITE', [sdp, moved(anna, 'anna-again')], anna.sdp);
    celina.answer(await celina.peer.nextRequest('INVITE'));
    await anna.peer.nextResponse(200, 'INVITE');
    anna.acknowledgeIn(dialog);
    await celina.peer.nextRequest('ACK');
    assert.deepEqual(await progress(callId, 'caller'), {
      cseq: dialog.cseq,
      holds: false,
      contact: `sip:anna-again@${anna.peer.address}`,
    });
  });

  it('writes valid JSON whatever the headers hold', async () => {
    const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
    const nasty = `a'b"c\\d/é☎\t\u0001\u007f{"x":1}`;
    const callId: string = `odd"id\\'${Date.now()}@x`;
    await anna.invite('sip:103@demo.test', [['Allow', nasty]], callId);
    const invite = await celina.peer.nextRequest('INVITE');
    celina.answer(invite, [['Session-Expires', nasty]]);
    anna.acknowledge(await anna.peer.nextResponse(200, 'INVITE'));
    const fact = await stack.facts.next('dialog', { sipCallId: callId });
    assert.equal(fact['sessionExpires'], nasty);
    assert.equal((fact['caller'] as { allow: string }).allow, nasty);
    assert.equal(fact['callId'], md5(callId).slice(0, 16));
    assert.equal(tagOf(invite.header('From')), anna.tag);
  });
});

const pick = (half: unknown) => {
  const { account, trunk, routes } = half as Record<'account' | 'trunk' | 'routes', string>;
  return { account, trunk, routes };
};
