import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { SipPeer } from './sip-peer.ts';
import { Stack } from './stack.ts';

const CALL = 'feedface01234567';

describe('a phone whose Contact is not where it sends from', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  const rows: [name: string, open: () => Promise<SipPeer>, protocol: number][] = [
    ['behind a NAT', () => stack.peerBehindNat(), 1],
    ['on a TCP connection', () => stack.tcpPeer(), 2],
  ];

  for (const [name, open, protocol] of rows) {
    it(`${name} is called, acknowledged and hung up by call-control`, async () => {
      const berta = await stack.registered('102', await open());
      const self = `127.0.0.1:${stack.sip.port}`;
      const callId: string = randomUUID();
      const from = ['From', '<sip:101@demo.test>;tag=ours'] as const;
      await stack.rpc.sendRequest({
        method: 'INVITE',
        requestUri: 'sip:102@demo.test',
        nextHop: `sip:${self}`,
        headers: [
          from,
          ['To', '<sip:102@demo.test>'],
          ['Call-ID', callId],
          ['CSeq', '1 INVITE'],
          ['Contact', `<sip:leg@${self}>`],
          ['X-Cordboard-Secret', stack.originationSecret],
          ['X-Cordboard-Call', CALL],
        ],
      });
      const invite = await berta.peer.nextRequest('INVITE');
      berta.answer(invite);
      const answered = await stack.facts.next('response', { sipCallId: callId, status: 200 });
      const contact = answered['contact'] as string;
      assert.ok(contact.includes(`;alias=127.0.0.1~${berta.peer.port}~${protocol}`), contact);
      const ack = await berta.peer.nextRequest('ACK');
      assert.doesNotMatch(ack.startLine, /alias/);
      await stack.rpc.sendRequest({
        method: 'BYE',
        requestUri: contact,
        headers: [
          from,
          ['To', `<sip:102@demo.test>;tag=${berta.tag}`],
          ['Call-ID', callId],
          ['CSeq', '2 BYE'],
        ],
      });
      const bye = await berta.peer.nextRequest('BYE');
      assert.doesNotMatch(bye.startLine, /alias/);
      berta.peer.respond(bye, [200, 'OK'], berta.tag);
    });

    it(`${name} talks in a plain call`, async () => {
      const [anna, berta] = [await stack.registered('101'), await stack.registered('102', await open())];
      const callId = await berta.invite('sip:101@demo.test');
      const invite = await anna.peer.nextRequest('INVITE');
      anna.answer(invite);
      const dialog = berta.acknowledge(await berta.peer.nextResponse(200, 'INVITE'));
      await anna.peer.nextRequest('ACK');
      const fact = await stack.facts.next('dialog', { sipCallId: callId, state: 'answered' });
      const { contact, source } = fact['caller'] as { contact: string; source: string };
      assert.ok(contact.endsWith(`;alias=127.0.0.1~${berta.peer.port}~${protocol}`), contact);
      assert.equal(source, `${berta.peer.address};transport=${berta.peer.protocol.toLowerCase()}`);
      anna.inDialog(anna.dialogOf(invite), 'BYE');
      const bye = await berta.peer.nextRequest('BYE');
      assert.doesNotMatch(bye.startLine, /alias/);
      berta.peer.respond(bye, [200, 'OK'], berta.tag);
      await anna.peer.nextResponse(200, 'BYE');
      await stack.facts.next('dialog', { sipCallId: callId, state: 'ended' });
      assert.equal(dialog.callId, callId);
    });
  }
});
