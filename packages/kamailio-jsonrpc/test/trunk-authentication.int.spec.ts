import assert from 'node:assert/strict';
import { inOriginated, originate } from './originate.ts';
import type { Phone } from './phone.ts';
import { md5, type SipMessage } from './sip-message.ts';
import { BRANCH_CREDENTIALS, Stack } from './stack.ts';

describe('a trunk that asks for credentials', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  const challenges: [status: 401 | 407, challenge: string, answer: string][] = [
    [401, 'WWW-Authenticate', 'Authorization'],
    [407, 'Proxy-Authenticate', 'Proxy-Authorization'],
  ];

  const mediaPort = ({ body }: SipMessage) => /m=audio (\d+)/.exec(body)?.[1];

  const cseq = (message: SipMessage): number => Number.parseInt(message.header('CSeq'), 10);

  /** Challenge a request; @returns the same with the credentials that the trunk has for us. */
  const authenticated = async (
    branch: Phone,
    request: SipMessage,
    [status, challenge, answer]: (typeof challenges)[number] = [
      407,
      'Proxy-Authenticate',
      'Proxy-Authorization',
    ],
    { username, password } = BRANCH_CREDENTIALS,
  ): Promise<SipMessage> => {
    assert.equal(request.header(answer), '');
    branch.peer.respond(request, [status, 'Who Are You'], branch.tag, [
      [challenge, 'Digest realm="branch", nonce="n0nce", qop="auth", algorithm=MD5'],
    ]);
    if (request.method === 'INVITE') {
      assert.equal(cseq(await branch.peer.nextRequest('ACK')), cseq(request));
    }
    const again = await branch.peer.nextRequest(request.method);
    const value = (key: string) => new RegExp(`[ ,]${key}="?([^",]*)"?`).exec(again.header(answer))?.[1];
    const ha1 = md5(`${username}:branch:${password}`);
    const ha2 = md5(`${request.method}:${value('uri')}`);
    assert.equal(value('username'), username);
    assert.equal(value('response'), md5(`${ha1}:n0nce:${value('nc')}:${value('cnonce')}:auth:${ha2}`));
    assert.equal(cseq(again), cseq(request) + 1);
    return again;
  };

  for (const challenge of challenges) {
    it(`${challenge[0]}: gets them, in a plain call, whose CSeq numbers rise on both sides`, async () => {
      const [anna, branch] = await Promise.all([stack.registered('101'), stack.branch()]);
      const callId = await anna.invite('sip:320@demo.test');
      const invite = await authenticated(branch, await branch.peer.nextRequest('INVITE'), challenge);
      branch.answer(invite);
      const ok = await anna.peer.nextResponse(200, 'INVITE');
      const dialog = anna.acknowledge(ok);
      assert.equal(cseq(ok), 2);
      assert.equal(cseq(await branch.peer.nextRequest('ACK')), cseq(invite));
      await stack.facts.next('dialog', { sipCallId: callId });

      // in the dialog it may ask again
      anna.inDialog(dialog, 'INVITE', [['Content-Type', 'application/sdp']], anna.sdp);
      const reInvite = await branch.peer.nextRequest('INVITE');
      assert.equal(cseq(reInvite), 4);
      const reInviteAgain = await authenticated(branch, reInvite, challenge);
      branch.answer(reInviteAgain);
      const okAgain = await anna.peer.nextResponse(200, 'INVITE');
      assert.equal(cseq(okAgain), 3);
      assert.doesNotMatch(okAgain.text, /X-Cordboard/i);
      assert.equal(mediaPort(okAgain), mediaPort(ok)); // rtpengine's
      anna.acknowledgeIn(dialog);
      assert.equal(cseq(await branch.peer.nextRequest('ACK')), 5);
      anna.inDialog(dialog, 'BYE');
      const bye = await branch.peer.nextRequest('BYE');
      assert.equal(cseq(bye), 6);
      branch.peer.respond(await authenticated(branch, bye, challenge), [200, 'OK'], branch.tag);
      assert.equal(cseq(await anna.peer.nextResponse(200, 'BYE')), 4);
      assert.deepEqual(
        anna.peer.unexpected.filter((line) => /40[17]/.test(line)),
        [],
      );
    });
  }

  it('gets them, and a CANCEL of the INVITE that has them', async () => {
    const [anna, branch] = await Promise.all([stack.registered('101'), stack.branch()]);
    await anna.invite('sip:320@demo.test');
    const invite = await authenticated(branch, await branch.peer.nextRequest('INVITE'));
    branch.peer.respond(invite, [180, 'Ringing'], branch.tag);
    anna.cancel(await anna.peer.nextResponse(180, 'INVITE'), 'sip:320@demo.test');
    const cancel = await branch.peer.nextRequest('CANCEL');
    assert.deepEqual([cseq(cancel), cancel.header('Via')], [cseq(invite), invite.header('Via')]);
    branch.peer.respond(cancel, [200, 'OK'], branch.tag);
    branch.peer.respond(invite, [487, 'Request Terminated'], branch.tag);
    assert.equal(cseq(await branch.peer.nextRequest('ACK')), cseq(invite));
    assert.equal(cseq(await anna.peer.nextResponse(487, 'INVITE')), 2);
  });

  it('gets them, and PRACK names the INVITE by the number that it has there (RFC 3262 §7.2)', async () => {
    const [anna, branch] = await Promise.all([stack.registered('101'), stack.branch()]);
    await anna.invite('sip:320@demo.test');
    const invite = await authenticated(branch, await branch.peer.nextRequest('INVITE'));
    branch.peer.respond(invite, [183, 'Session Progress'], branch.tag, [
      branch.contact,
      ['Require', '100rel'],
      ['RSeq', '7'],
    ]);
    const progress = await anna.peer.nextResponse(183, 'INVITE');
    const early = anna.early(progress);
    anna.inDialog(early, 'PRACK', [['RAck', '7 2 INVITE']]);
    const prack = await branch.peer.nextRequest('PRACK');
    assert.deepEqual([cseq(prack), prack.header('RAck')], [4, '7 3 INVITE']);
    branch.peer.respond(prack, [200, 'OK'], branch.tag);
    await anna.peer.nextResponse(200, 'PRACK');
    branch.peer.respond(invite, [486, 'Busy Here'], branch.tag);
    await anna.peer.nextResponse(486, 'INVITE');
  });

  it('gets them in a call of call-control, which numbers its requests as if nothing were', async () => {
    const branch = await stack.branch();
    const callId = await originate(stack, '320');
    const invite = await authenticated(branch, await branch.peer.nextRequest('INVITE'));
    branch.answer(invite);
    const answered = await stack.facts.next('response', { sipCallId: callId, method: 'INVITE' });
    assert.deepEqual([answered['status'], answered['cseq'], answered['trunk']], [200, 1, 'branch']);
    assert.equal(cseq(await branch.peer.nextRequest('ACK')), 2);

    await inOriginated(stack, answered, 'INVITE', 2);
    const reInvite = await authenticated(branch, await branch.peer.nextRequest('INVITE'));
    assert.equal(cseq(reInvite), 4);
    branch.answer(reInvite);
    const held = await stack.facts.next('response', { sipCallId: callId, method: 'INVITE' });
    assert.deepEqual([held['status'], held['cseq']], [200, 2]);
    assert.equal(cseq(await branch.peer.nextRequest('ACK')), 4);

    await inOriginated(stack, answered, 'UPDATE', 3);
    const update = await branch.peer.nextRequest('UPDATE');
    assert.equal(cseq(update), 5);
    branch.peer.respond(update, [200, 'OK'], branch.tag);
    await stack.facts.next('response', { sipCallId: callId, method: 'UPDATE', status: 200, cseq: 3 });

    await inOriginated(stack, answered, 'BYE', 4);
    const bye = await branch.peer.nextRequest('BYE');
    assert.equal(cseq(bye), 6);
    branch.peer.respond(bye, [200, 'OK'], branch.tag);
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
  });

  it('hears call-control go on from the last number when a plain call becomes anchored', async () => {
    const [anna, branch] = await Promise.all([stack.registered('101'), stack.branch()]);
    const callId = await anna.invite('sip:320@demo.test');
    branch.answer(await authenticated(branch, await branch.peer.nextRequest('INVITE')));
    anna.acknowledge(await anna.peer.nextResponse(200, 'INVITE'));
    const { callee } = await stack.facts.next('dialog', { sipCallId: callId });
    const { tag, contact, routes } = callee as Record<string, string>;
    const last = Number(await stack.rpc.getHashEntry('cseqs', `${callId}::caller`));
    await stack.rpc.setHashEntry('anchored', callId, 'c0ffee0123456789');
    await stack.rpc.endDialogSilently(callId, anna.tag, String(tag));
    await stack.rpc.sendRequest({
      method: 'BYE',
      requestUri: String(contact),
      headers: [
        ...String(routes)
          .split(',')
          .map((route) => ['Route', route] as const),
        ['From', `<${anna.aor}>;tag=${anna.tag}`],
        ['To', `<sip:320@demo.test>;tag=${tag}`],
        ['Call-ID', callId],
        ['CSeq', `${last + 1} BYE`],
      ],
    });
    const bye = await branch.peer.nextRequest('BYE');
    assert.equal(cseq(bye), 4);
    branch.peer.respond(bye, [200, 'OK'], branch.tag);
  });

  it('that does not like them is 503: its challenge is nothing for a phone', async () => {
    const [anna, branch] = await Promise.all([stack.registered('101'), stack.branch()]);
    await anna.invite('sip:320@demo.test');
    const again = await authenticated(branch, await branch.peer.nextRequest('INVITE'));
    branch.peer.respond(again, [401, 'No'], branch.tag, [
      ['WWW-Authenticate', 'Digest realm="branch", nonce="other"'],
    ]);
    await anna.peer.nextResponse(503, 'INVITE');
  });

  it('for which there are none is 503 too', async () => {
    const [anna, carrier] = await Promise.all([stack.registered('101'), stack.carrier()]);
    await anna.invite('sip:+48600100200@demo.test');
    carrier.peer.respond(await carrier.peer.nextRequest('INVITE'), [401, 'Who Are You'], carrier.tag, [
      ['WWW-Authenticate', 'Digest realm="carrier", nonce="x"'],
    ]);
    await anna.peer.nextResponse(503, 'INVITE');
  });

  it('gets them when it was the one that called', async () => {
    const [celina, branch] = await Promise.all([stack.registered('103'), stack.branch()]);
    branch.peer.request(
      'INVITE',
      'sip:103@127.0.0.1',
      [
        ['From', '<sip:20@127.0.0.3>;tag=in'],
        ['To', '<sip:103@127.0.0.1>'],
        ['Call-ID', 'called-by-branch'],
        ['CSeq', '1 INVITE'],
        branch.contact,
        ['Content-Type', 'application/sdp'],
      ],
      branch.sdp,
    );
    const invite = await celina.peer.nextRequest('INVITE');
    celina.answer(invite);
    branch.acknowledge(await branch.peer.nextResponse(200, 'INVITE'));
    await celina.peer.nextRequest('ACK');
    celina.inDialog(celina.dialogOf(invite), 'BYE');
    branch.peer.respond(await authenticated(branch, await branch.peer.nextRequest('BYE')), [200, 'OK'], 'in');
    assert.equal(cseq(await celina.peer.nextResponse(200, 'BYE')), 1);
  });

  describe('of a carrier that two tenants have at the same address', () => {
    const passwords = { carrier: 'of-demo', other: 'of-other' };
    before(async () => {
      await stack.configure(`
        UPDATE kamailio.trunk SET username = name, password = '${passwords.carrier}' WHERE name = 'carrier';
        INSERT INTO kamailio.trunk (name, host, port, username, password)
          SELECT 'other', host, port, 'other', '${passwords.other}' FROM kamailio.trunk WHERE name = 'carrier';
        UPDATE kamailio.domain SET trunk = 'other' WHERE domain = 'other.test';
        INSERT INTO kamailio.subscriber (username, domain, ha1)
          VALUES ('101', 'other.test', '${md5('101:other.test:demo-101')}');
        INSERT INTO kamailio.did VALUES ('+48222000101', 'account:101@other.test', 'other.test')`);
      await stack.rpc.reloadHashTable('credentials');
    });

    for (const [trunk, did, domain] of [
      ['carrier', '+48221000101', 'demo.test'],
      ['other', '+48222000101', 'other.test'],
    ] as const) {
      it(`gets those of ${domain} in a call for ${domain}`, async () => {
        const [phone, carrier] = await Promise.all([stack.phone('101', { domain }), stack.carrier()]);
        assert.equal((await phone.register()).status, 200);
        const callId = `for@${domain}`;
        carrier.peer.request(
          'INVITE',
          `sip:${did}@127.0.0.1`,
          [
            ['From', '<sip:+48601777888@127.0.0.2>;tag=in'],
            ['To', `<sip:${did}@127.0.0.1>`],
            ['Call-ID', callId],
            ['CSeq', '1 INVITE'],
            carrier.contact,
            ['Content-Type', 'application/sdp'],
          ],
          carrier.sdp,
        );
        const invite = await phone.peer.nextRequest('INVITE');
        phone.answer(invite);
        carrier.acknowledge(await carrier.peer.nextResponse(200, 'INVITE'));
        await phone.peer.nextRequest('ACK');
        const { caller } = await stack.facts.next('dialog', { sipCallId: callId, state: 'answered' });
        assert.equal((caller as Record<string, string>)['trunk'], trunk);

        phone.inDialog(phone.dialogOf(invite), 'BYE');
        const bye = await authenticated(carrier, await carrier.peer.nextRequest('BYE'), challenges[1], {
          username: trunk,
          password: passwords[trunk],
        });
        carrier.peer.respond(bye, [200, 'OK'], 'in');
        await phone.peer.nextResponse(200, 'BYE');
        await phone.unregister();
      });
    }
  });
});
