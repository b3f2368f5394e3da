import assert from 'node:assert/strict';
import { originate } from './originate.ts';
import type { Phone } from './phone.ts';
import type { SipMessage } from './sip-message.ts';
import { SipPeer } from './sip-peer.ts';
import { Stack } from './stack.ts';
import { udp } from './transports.ts';

describe('where a number leads', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  const response = (sipCallId: string, status: number) =>
    stack.facts.next('response', { sipCallId, status, method: 'INVITE' });

  const ringing = async (phone: Phone): Promise<SipMessage> => {
    const invite = await phone.peer.nextRequest('INVITE');
    phone.peer.respond(invite, [180, 'Ringing'], phone.tag);
    return invite;
  };

  const cancelled = async (phone: Phone, invite: SipMessage): Promise<SipMessage> => {
    const cancel = await phone.peer.nextRequest('CANCEL');
    phone.peer.respond(cancel, [200, 'OK'], phone.tag);
    phone.peer.respond(invite, [487, 'Request Terminated'], phone.tag);
    await phone.peer.nextRequest('ACK');
    return cancel;
  };

  const calls: [how: string, dialled: string][] = [
    ['its extension', '300'],
    ['its DID', '+48221000300'],
  ];
  for (const [how, dialled] of calls) {
    it(`a group by ${how}: all phones of those who are there ring, the first answer wins`, async () => {
      const [dora, anna, berta, bertaToo] = await Promise.all([
        stack.registered('104'),
        stack.registered('101'),
        stack.registered('102'),
        stack.registered('102'),
      ]);
      const callId = await dora.invite(`sip:${dialled}@demo.test`);
      const [one, two, three] = await Promise.all([ringing(anna), ringing(berta), ringing(bertaToo)]);
      bertaToo.answer(three);
      dora.acknowledge(await dora.peer.nextResponse(200, 'INVITE'));
      const fact = await stack.facts.next('dialog', { sipCallId: callId });
      const { account, trunk, forwardedFor } = fact['callee'] as Record<string, string>;
      assert.deepEqual([account, trunk, forwardedFor], ['102@demo.test', '', '']);
      assert.equal(fact['dialled'], dialled);
      for (const cancel of await Promise.all([cancelled(anna, one), cancelled(berta, two)])) {
        assert.match(cancel.header('Reason'), /SIP;cause=200;text="Call completed elsewhere"/);
      }
    });
  }

  it('a group, for call-control: it learns who answered', async () => {
    const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
    const callId = await originate(stack, '300');
    const [one, two] = await Promise.all([ringing(anna), ringing(celina)]);
    assert.deepEqual(
      new Set([(await response(callId, 180))['account'], (await response(callId, 180))['account']]),
      new Set(['101@demo.test', '103@demo.test']),
    );
    celina.answer(two);
    const answered = await response(callId, 200);
    assert.deepEqual([answered['account'], answered['forwardedFor']], ['103@demo.test', '']);
    await cancelled(anna, one);
  });

  it('a group of which nobody is there: 480', async () => {
    const dora = await stack.registered('104');
    await dora.invite('sip:300@demo.test');
    await dora.peer.nextResponse(480, 'INVITE');
    await response(await originate(stack, '300'), 480);
  });

  for (const dialled of ['310', '+48221000310']) {
    it(`a number of the public network by ${dialled}: over the tenant's trunk`, async () => {
      const [anna, carrier] = await Promise.all([stack.registered('101'), stack.carrier()]);
      const callId = await anna.invite(`sip:${dialled}@demo.test`);
      const invite = await carrier.peer.nextRequest('INVITE');
      assert.match(invite.startLine, /^INVITE sip:\+48600100201@127\.0\.0\.2:5060 /);
      carrier.answer(invite);
      anna.acknowledge(await anna.peer.nextResponse(200, 'INVITE'));
      const { callee } = await stack.facts.next('dialog', { sipCallId: callId });
      const { account, trunk } = callee as Record<string, string>;
      assert.deepEqual([account, trunk], ['', 'carrier']);
    });
  }

  it('an extension of another PBX: on its own trunk, which sees who calls', async () => {
    const [anna, branch] = await Promise.all([stack.registered('101'), stack.branch()]);
    const callId = await anna.invite('sip:320@demo.test');
    const invite = await branch.peer.nextRequest('INVITE');
    assert.match(invite.startLine, /^INVITE sip:20@127\.0\.0\.3:5060 /);
    assert.match(invite.header('From'), /Żak" <sip:101@demo\.test>/);
    branch.answer(invite);
    anna.acknowledge(await anna.peer.nextResponse(200, 'INVITE'));
    const { callee } = await stack.facts.next('dialog', { sipCallId: callId });
    assert.equal((callee as Record<string, string>)['trunk'], 'branch');
  });

  it('another PBX calls extensions of its tenant, and DIDs; never the public network', async () => {
    const [celina, branch] = await Promise.all([stack.registered('103'), stack.branch()]);
    const call = (callId: string, user: string) =>
      branch.peer.request('INVITE', `sip:${user}@127.0.0.1`, [
        ['From', '<sip:20@127.0.0.3>;tag=in'],
        ['To', `<sip:${user}@127.0.0.1>`],
        ['Call-ID', callId],
        ['CSeq', '1 INVITE'],
        branch.contact,
      ]);
    for (const user of ['103', '+48221000103']) {
      call(`from-branch-${user}`, user);
      celina.peer.respond(await celina.peer.nextRequest('INVITE'), [486, 'Busy Here'], celina.tag);
      await branch.peer.nextResponse(486, 'INVITE');
    }
    call('from-branch-out', '+48600100200');
    await branch.peer.nextResponse(404, 'INVITE');
  });

  /** Somebody at a SIP address of his own. */
  const elsewhere = async (): Promise<SipPeer> =>
    new SipPeer(await udp(stack.sip, { host: '10.99.0.9', port: 5070 }));

  it('a SIP URI: there', async () => {
    const [anna, bob] = await Promise.all([stack.registered('101'), elsewhere()]);
    const callId = await anna.invite('sip:330@demo.test');
    const invite = await bob.nextRequest('INVITE');
    assert.match(invite.startLine, /^INVITE sip:bob@10\.99\.0\.9:5070 /);
    bob.respond(invite, [200, 'OK'], 'bob', [['Contact', '<sip:bob@10.99.0.9:5070>']]);
    anna.acknowledge(await anna.peer.nextResponse(200, 'INVITE'));
    await bob.nextRequest('ACK');
    const { callee } = await stack.facts.next('dialog', { sipCallId: callId });
    const { account, trunk } = callee as Record<string, string>;
    assert.deepEqual([account, trunk], ['', '']);
    bob.close();
  });

  it('a SIP URI that asks for credentials: 503, as a password of ours is nothing for it', async () => {
    const [anna, bob] = await Promise.all([stack.registered('101'), elsewhere()]);
    await anna.invite('sip:330@demo.test');
    bob.respond(await bob.nextRequest('INVITE'), [401, 'Who Are You'], 'bob', [
      ['WWW-Authenticate', 'Digest realm="demo.test", nonce="x"'],
    ]);
    await anna.peer.nextResponse(503, 'INVITE');
    bob.close();
  });

  it('any SIP URI, for call-control and nobody else', async () => {
    const [anna, bob] = await Promise.all([stack.registered('101'), elsewhere()]);
    const callId = await originate(stack, 'sip:eve@10.99.0.9:5070');
    const invite = await bob.nextRequest('INVITE');
    assert.match(invite.startLine, /^INVITE sip:eve@10\.99\.0\.9:5070 /);
    assert.doesNotMatch(invite.text, /X-Cordboard/);
    bob.respond(invite, [603, 'Decline'], 'bob');
    await response(callId, 603);
    await anna.invite('sip:eve@10.99.0.9:5070');
    await anna.peer.nextResponse(403, 'INVITE');
    assert.deepEqual(
      bob.unexpected.filter((line) => line.startsWith('INVITE')),
      [],
    );
    bob.close();
  });

  it('an extension, for call-control on behalf of a customer whose From is elsewhere', async () => {
    const berta = await stack.registered('102');
    const callId = await originate(stack, '102', {
      from: '"Klient" <sip:+48600100200@127.0.0.2>',
      headers: [['X-Cordboard-Account', '101@demo.test']],
    });
    const invite = await berta.peer.nextRequest('INVITE');
    assert.match(invite.header('From'), /<sip:\+48600100200@127\.0\.0\.2>/);
    berta.peer.respond(invite, [486, 'Busy Here'], berta.tag);
    assert.equal((await response(callId, 486))['account'], '102@demo.test');
  });
});
