import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { originate } from './originate.ts';
import type { Phone } from './phone.ts';
import { type SipMessage, tagOf } from './sip-message.ts';
import { Stack } from './stack.ts';

const CUSTOMER = '+48601777888';
const MOBILE = '+48600100203';

describe('a call that is forwarded', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start({ KAMAILIO_NO_ANSWER_MS: '1000' });
    await stack.configure(`INSERT INTO kamailio.forward VALUES
      ('102@demo.test', 'busy', '${MOBILE}'), ('102@demo.test', 'no-answer', '${MOBILE}'),
      ('102@demo.test', 'unavailable', '${MOBILE}'), ('103@demo.test', 'always', '${MOBILE}')`);
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  /** A customer calls a DID over the trunk. All that the trunk sends says his number. */
  const customerCalls = (carrier: Phone, did: string, callId: string, address = '127.0.0.2:5060'): void =>
    carrier.peer.request(
      'INVITE',
      `sip:${did}@127.0.0.1`,
      [
        ['From', `"Klient ${CUSTOMER}" <sip:${CUSTOMER}@127.0.0.2>;tag=customer`],
        ['To', `<sip:${did}@127.0.0.1>`],
        ['Call-ID', callId],
        ['CSeq', '1 INVITE'],
        ['Contact', `<sip:${CUSTOMER}@${address}>`],
        ['P-Asserted-Identity', `<sip:${CUSTOMER}@127.0.0.2>`],
        ['Remote-Party-ID', `<sip:${CUSTOMER}@127.0.0.2>`],
        ['Diversion', `<sip:${CUSTOMER}@127.0.0.2>`],
        ['Content-Type', 'application/sdp'],
      ],
      carrier.sdp,
    );

  const toMobile = async (carrier: Phone): Promise<SipMessage> => {
    const invite = await carrier.peer.nextRequest('INVITE');
    assert.match(invite.startLine, new RegExp(`^INVITE sip:\\${MOBILE}@127\\.0\\.0\\.2:5060 `));
    return invite;
  };

  const calleeOf = async (sipCallId: string) => {
    const { callee } = await stack.facts.next('dialog', { sipCallId, state: 'answered' });
    const { account, trunk, forwardedFor } = callee as Record<string, string>;
    return { account, trunk, forwardedFor };
  };

  for (const address of ['127.0.0.2:5060', '127.0.0.2']) {
    it(`always: the mobile sees the number that was dialled, and nothing of the customer at ${address}, to the end`, async () => {
      const carrier = await stack.carrier();
      const callId = `always@${address}`;
      customerCalls(carrier, '+48221000103', callId, address);
      const invite = await toMobile(carrier);
      assert.match(invite.header('From'), /^<sip:\+48221000103@demo\.test>;tag=customer$/);
      assert.deepEqual(invite.all('P-Asserted-Identity'), ['<sip:+48221000103@demo.test>']);
      assert.equal(invite.header('Contact'), `<sip:+48221000103@${address}>`);
      assert.ok(!invite.text.includes(CUSTOMER.slice(1)), invite.text);
      carrier.answer(invite);
      const ok = await carrier.peer.nextResponse(200, 'INVITE');
      assert.match(ok.header('From'), new RegExp(`<sip:\\${CUSTOMER}@127\\.0\\.0\\.2>;tag=customer`));
      assert.deepEqual(await calleeOf(callId), {
        account: '',
        trunk: 'carrier',
        forwardedFor: '103@demo.test',
      });
      const dialog = carrier.acknowledge(ok);
      const ack = await carrier.peer.nextRequest('ACK');
      assert.ok(!ack.text.includes(CUSTOMER.slice(1)), ack.text);

      // the mobile asks for something: it gets to the customer's own Contact, and he stays hidden
      const mobile = carrier.dialogOf(invite);
      carrier.inDialog(mobile, 'UPDATE');
      const update = await carrier.peer.nextRequest('UPDATE');
      assert.equal(update.startLine, `UPDATE sip:${CUSTOMER}@${address} SIP/2.0`);
      carrier.peer.respond(update, [200, 'OK'], 'customer', [
        ['Contact', `<sip:${CUSTOMER}@${address}>`],
        ['P-Asserted-Identity', `<sip:${CUSTOMER}@127.0.0.2>`],
      ]);
      const updated = await carrier.peer.nextResponse(200, 'UPDATE');
      assert.ok(!updated.text.includes(CUSTOMER.slice(1)), updated.text);
      assert.equal(updated.header('Contact'), `<sip:+48221000103@${address}>`);

      carrier.inDialog(dialog, 'BYE', [['P-Asserted-Identity', `<sip:${CUSTOMER}@127.0.0.2>`]]);
      const bye = await carrier.peer.nextRequest('BYE');
      assert.match(bye.header('From'), /<sip:\+48221000103@demo\.test>;tag=customer/);
      assert.deepEqual(bye.all('P-Asserted-Identity'), []);
      carrier.peer.respond(bye, [200, 'OK'], carrier.tag);
      const gone = await carrier.peer.nextResponse(200, 'BYE');
      assert.match(gone.header('From'), new RegExp(`<sip:\\${CUSTOMER}@`));
    });
  }

  it('when nobody is there: who dials an extension shows the DID of the account', async () => {
    const [anna, carrier] = await Promise.all([stack.registered('101'), stack.carrier()]);
    const callId = await anna.invite('sip:102@demo.test');
    const invite = await toMobile(carrier);
    assert.match(invite.header('From'), /^<sip:\+48221000102@demo\.test>/);
    carrier.answer(invite);
    anna.acknowledge(await anna.peer.nextResponse(200, 'INVITE'));
    assert.equal((await calleeOf(callId)).forwardedFor, '102@demo.test');
  });

  const socketAt = async (host: string, port: number): Promise<Socket> => {
    const socket = createSocket('udp4');
    socket.bind(port, host);
    await once(socket, 'listening');
    return socket;
  };

  const portOf = ({ body }: SipMessage): number => Number(/m=audio (\d+) /.exec(body)?.[1]);

  /** Send until it has arrived: the first packets teach rtpengine where their sender is. */
  const heard = async (from: Socket, port: number, by: Socket): Promise<void> => {
    const packet = Buffer.alloc(172);
    packet.writeUInt16BE(0x8008, 0);
    const arrived = once(by, 'message', { signal: AbortSignal.timeout(5_000) });
    const timer = setInterval(() => from.send(packet, port, '127.0.0.1'), 20);
    await arrived.finally(() => clearInterval(timer));
  };

  it('when it is busy, whatever its phone played before: both hear each other', async () => {
    const [anna, berta, carrier] = [
      await stack.registered('101'),
      await stack.registered('102'),
      await stack.carrier(),
    ];
    const callId = await anna.invite('sip:102@demo.test');
    const ringing = await berta.peer.nextRequest('INVITE');
    berta.peer.respond(
      ringing,
      [183, 'Session Progress'],
      berta.tag,
      [berta.contact, ['Content-Type', 'application/sdp']],
      berta.sdp,
    );
    await anna.peer.nextResponse(183, 'INVITE');
    berta.peer.respond(ringing, [486, 'Busy Here'], berta.tag);
    const invite = await toMobile(carrier);
    carrier.answer(invite);
    const ok = await anna.peer.nextResponse(200, 'INVITE');
    anna.acknowledge(ok);
    await carrier.peer.nextRequest('ACK');
    assert.deepEqual(await calleeOf(callId), {
      account: '',
      trunk: 'carrier',
      forwardedFor: '102@demo.test',
    });
    const [hers, his] = [
      await socketAt('127.0.0.1', anna.peer.port + 1),
      await socketAt('127.0.0.2', carrier.peer.port + 1),
    ];
    await heard(hers, portOf(ok), his);
    await heard(his, portOf(invite), hers);
    for (const socket of [hers, his]) socket.close();
  });

  it('when it does not answer: its phone stops ringing', async () => {
    const [anna, berta, carrier] = [
      await stack.registered('101'),
      await stack.registered('102'),
      await stack.carrier(),
    ];
    const callId = await anna.invite('sip:+48221000102@demo.test');
    const ringing = await berta.peer.nextRequest('INVITE');
    berta.peer.respond(ringing, [180, 'Ringing'], berta.tag);
    berta.peer.respond(await berta.peer.nextRequest('CANCEL'), [200, 'OK'], berta.tag);
    berta.peer.respond(ringing, [487, 'Request Terminated'], berta.tag);
    carrier.answer(await toMobile(carrier));
    anna.acknowledge(await anna.peer.nextResponse(200, 'INVITE'));
    assert.equal((await calleeOf(callId)).forwardedFor, '102@demo.test');
  });

  it('neither when its user declines, nor when the caller gives up', async () => {
    const [anna, berta, carrier] = [
      await stack.registered('101'),
      await stack.registered('102'),
      await stack.carrier(),
    ];
    await anna.invite('sip:102@demo.test');
    berta.peer.respond(await berta.peer.nextRequest('INVITE'), [603, 'Decline'], berta.tag);
    await anna.peer.nextResponse(603, 'INVITE');
    await anna.invite('sip:102@demo.test');
    const ringing = await berta.peer.nextRequest('INVITE');
    berta.peer.respond(ringing, [180, 'Ringing'], berta.tag);
    anna.cancel(await anna.peer.nextResponse(180, 'INVITE'), 'sip:102@demo.test');
    berta.peer.respond(await berta.peer.nextRequest('CANCEL'), [200, 'OK'], berta.tag);
    berta.peer.respond(ringing, [487, 'Request Terminated'], berta.tag);
    await anna.peer.nextResponse(487, 'INVITE');
    assert.deepEqual(carrier.peer.unexpected, []);
  });

  it('for call-control: it learns for whom', async () => {
    const [berta, carrier] = [await stack.registered('102'), await stack.carrier()];
    const callId = await originate(stack, '102', {
      from: `"Klient" <sip:${CUSTOMER}@127.0.0.2>`,
      headers: [['X-Cordboard-Account', '101@demo.test']],
    });
    berta.peer.respond(await berta.peer.nextRequest('INVITE'), [486, 'Busy Here'], berta.tag);
    const invite = await toMobile(carrier);
    assert.match(invite.header('From'), /^<sip:\+48221000102@demo\.test>;tag=ours$/);
    assert.ok(!invite.text.includes(CUSTOMER.slice(1)), invite.text);
    carrier.answer(invite);
    const answered = await stack.facts.next('response', { sipCallId: callId, status: 200 });
    assert.deepEqual(
      [answered['account'], answered['trunk'], answered['forwardedFor']],
      ['', 'carrier', '102@demo.test'],
    );
    assert.equal(tagOf(`<>;tag=${answered['toTag']}`), carrier.tag);
  });

  it('for call-control no longer than that waits', async () => {
    const [berta, carrier] = [await stack.registered('102'), await stack.carrier()];
    const callId = await originate(stack, '102', { ringMs: 2_000 });
    const ringing = await berta.peer.nextRequest('INVITE');
    berta.peer.respond(ringing, [180, 'Ringing'], berta.tag);
    berta.peer.respond(await berta.peer.nextRequest('CANCEL'), [200, 'OK'], berta.tag);
    berta.peer.respond(ringing, [487, 'Request Terminated'], berta.tag);
    const invite = await toMobile(carrier);
    const rangAt = Date.now();
    carrier.peer.respond(invite, [180, 'Ringing'], carrier.tag);
    carrier.peer.respond(await carrier.peer.nextRequest('CANCEL'), [200, 'OK'], carrier.tag);
    carrier.peer.respond(invite, [487, 'Request Terminated'], carrier.tag);
    await stack.facts.next('response', { sipCallId: callId, status: 408 });
    assert.ok(Date.now() - rangAt < 1_500);
  });

  it('ends like a call to the mobile where that does not answer either', async () => {
    const [anna, carrier] = await Promise.all([stack.registered('101'), stack.carrier()]);
    await anna.invite('sip:102@demo.test');
    carrier.peer.respond(await toMobile(carrier), [480, 'Temporarily Unavailable'], carrier.tag);
    await anna.peer.nextResponse(480, 'INVITE');
    assert.deepEqual(
      carrier.peer.unexpected.filter((line) => line.startsWith('INVITE')),
      [],
    );
  });

  it('shows the fixed number of a tenant that has one', async () => {
    const carrier = await stack.carrier();
    await stack.configure(
      `UPDATE kamailio.domain SET fixed_number = '+48221000101' WHERE domain = 'demo.test'`,
    );
    customerCalls(carrier, '+48221000103', 'fixed');
    const invite = await toMobile(carrier);
    assert.match(invite.header('From'), /^<sip:\+48221000101@demo\.test>/);
    carrier.peer.respond(invite, [486, 'Busy Here'], carrier.tag);
    await carrier.peer.nextResponse(486, 'INVITE');
    await stack.configure('UPDATE kamailio.domain SET fixed_number = NULL');
  });

  it('because its DID stands for a public number is told like one that is always forwarded', async () => {
    const carrier = await stack.carrier();
    await stack.configure(`UPDATE kamailio.trunk SET redirection = 'diversion' WHERE name = 'carrier'`);
    customerCalls(carrier, '+48221000310', 'stands-for');
    const invite = await carrier.peer.nextRequest('INVITE');
    assert.match(invite.startLine, /^INVITE sip:\+48600100201@/);
    assert.match(invite.header('From'), /^<sip:\+48221000310@demo\.test>/);
    assert.equal(invite.header('Diversion'), '<sip:+48221000310@demo.test>;reason=unconditional;counter=1');
    assert.ok(!invite.text.includes(CUSTOMER.slice(1)), invite.text);
    carrier.peer.respond(invite, [486, 'Busy Here'], carrier.tag);
    await carrier.peer.nextResponse(486, 'INVITE');
  });

  const redirections: [redirection: string, header: string, value: string][] = [
    ['none', 'Diversion', ''],
    ['diversion', 'Diversion', '<sip:+48221000103@demo.test>;reason=unconditional;counter=1'],
    [
      'history-info',
      'History-Info',
      `<sip:+48221000103@demo.test>;index=1, <sip:${MOBILE}@127.0.0.2;cause=302>;index=1.1;mp=1`,
    ],
  ];
  for (const [redirection, header, value] of redirections) {
    it(`tells a trunk who forwarded it as that asks: ${redirection}`, async () => {
      const carrier = await stack.carrier();
      await stack.configure(
        `UPDATE kamailio.trunk SET redirection = '${redirection}' WHERE name = 'carrier'`,
      );
      customerCalls(carrier, '+48221000103', redirection);
      const invite = await toMobile(carrier);
      assert.equal(invite.header(header), value);
      carrier.peer.respond(invite, [486, 'Busy Here'], carrier.tag);
      await carrier.peer.nextResponse(486, 'INVITE');
    });
  }
});
