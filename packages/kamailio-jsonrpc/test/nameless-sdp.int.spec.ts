import assert from 'node:assert/strict';
import { originate } from './originate.ts';
import type { Phone } from './phone.ts';
import type { SipMessage } from './sip-message.ts';
import { Stack } from './stack.ts';

const CUSTOMER = '+48601777888';
const MOBILE = '+48600100203';

/** SDP that says in every place that there is whose it is. */
const named = (name: string, host: string, port: number): string =>
  [
    'v=0',
    `o=${name} 1 1 IN IP4 ${host}`,
    `s=Call of ${name}`,
    `i=${name} ŻÓŁĆ`,
    `u=https://example.test/${name}`,
    `e=${name}@example.test`,
    `p=${name}`,
    `c=IN IP4 ${host}`,
    't=0 0',
    `a=tool:${name}`,
    `m=audio ${port} RTP/AVP 8 101`,
    `i=${name}`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-16',
    `a=ssrc:305419896 cname:sip:${name}@${host}`,
    `a=msid:${name} audio`,
    `a=label:${name}`,
    'a=sendrecv',
    'a=ptime:20',
    '',
  ].join('\r\n');

const SDP = ['Content-Type', 'application/sdp'] as const;
const MIXED = ['Content-Type', 'multipart/mixed; boundary=part'] as const;

describe('SDP that a carrier gets', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
    await stack.configure(`INSERT INTO kamailio.forward VALUES
      ('102@demo.test', 'busy', '${MOBILE}'), ('103@demo.test', 'always', '${MOBILE}')`);
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  const ofCustomer = (port = 40_000) => named(CUSTOMER, '127.0.0.2', port);
  const ofMobile = (port = 40_010) => named(MOBILE, '127.0.0.2', port);

  const customerCalls = (carrier: Phone, did: string, callId: string, sdp = ofCustomer()): void =>
    carrier.peer.request(
      'INVITE',
      `sip:${did}@127.0.0.1`,
      [
        ['From', `<sip:${CUSTOMER}@127.0.0.2>;tag=customer`],
        ['To', `<sip:${did}@127.0.0.1>`],
        ['Call-ID', callId],
        ['CSeq', '1 INVITE'],
        ['Contact', `<sip:${CUSTOMER}@127.0.0.2:5060>`],
        ...(sdp === '' ? [] : [SDP]),
      ],
      sdp,
    );

  /** All about the media, by way of rtpengine, and nobody's name. */
  const expectNameless = ({ body }: SipMessage): void => {
    const lines = body.split('\r\n').map((line) => line.replace(/^m=audio \d+ /, 'm=audio PORT '));
    assert.deepEqual(
      lines.filter((line) => !/^(c=|a=rtcp:)/.test(line)),
      [
        'v=0',
        'o=- 1 1 IN IP4 127.0.0.1',
        's=-',
        't=0 0',
        'm=audio PORT RTP/AVP 8 101',
        'a=rtpmap:8 PCMA/8000',
        'a=rtpmap:101 telephone-event/8000',
        'a=fmtp:101 0-16',
        'a=sendrecv',
        'a=ptime:20',
        '',
      ],
    );
  };

  const expectNamed = ({ body }: SipMessage, name: string): void => {
    for (const line of [
      `o=${name} `,
      `s=Call of ${name}`,
      `p=${name}`,
      `cname:sip:${name}@`,
      `a=label:${name}`,
    ])
      assert.ok(body.includes(line), `${line} is missing in\n${body}`);
  };

  it('of a call that is forwarded: offer, answer and re-INVITEs of both name nobody', async () => {
    const carrier = await stack.carrier();
    customerCalls(carrier, '+48221000103', 'forwarded');
    const invite = await carrier.peer.nextRequest('INVITE');
    expectNameless(invite);
    carrier.answer(invite, [], ofMobile());
    const ok = await carrier.peer.nextResponse(200, 'INVITE');
    expectNameless(ok);
    const customer = carrier.acknowledge(ok);
    await carrier.peer.nextRequest('ACK');

    for (const [end, mine, theirs] of [
      [customer, ofCustomer(), ofMobile()],
      [carrier.dialogOf(invite), ofMobile(), ofCustomer()],
    ] as const) {
      for (const method of ['INVITE', 'UPDATE']) {
        carrier.inDialog(end, method, [SDP], mine);
        const again = await carrier.peer.nextRequest(method);
        expectNameless(again);
        carrier.peer.respond(again, [200, 'OK'], carrier.tag, [carrier.contact, SDP], theirs);
        expectNameless(await carrier.peer.nextResponse(200, method));
        if (method === 'UPDATE') continue;
        carrier.acknowledgeIn(end);
        await carrier.peer.nextRequest('ACK');
      }
    }
  });

  it('of a body with other things beside it, which name people as well', async () => {
    const carrier = await stack.carrier();
    const multipart = (sdp: string): readonly [typeof MIXED, string] => [
      MIXED,
      [
        '--part',
        'Content-Type: application/pidf+xml',
        '',
        `<presence entity="pres:${CUSTOMER}"/>`,
        '--part',
        'Content-Type: application/sdp',
        '',
        `${sdp}--part--`,
        '',
      ].join('\r\n'),
    ];
    const [type, body] = multipart(ofCustomer());
    carrier.peer.request(
      'INVITE',
      'sip:+48221000103@127.0.0.1',
      [
        ['From', `<sip:${CUSTOMER}@127.0.0.2>;tag=customer`],
        ['To', '<sip:+48221000103@127.0.0.1>'],
        ['Call-ID', 'multipart'],
        ['CSeq', '1 INVITE'],
        ['Contact', `<sip:${CUSTOMER}@127.0.0.2:5060>`],
        type,
      ],
      body,
    );
    const invite = await carrier.peer.nextRequest('INVITE');
    expectNameless(invite);
    assert.equal(invite.header('Content-Type'), 'application/sdp');
    const answer = multipart(ofMobile());
    carrier.peer.respond(invite, [200, 'OK'], carrier.tag, [carrier.contact, answer[0]], answer[1]);
    expectNameless(await carrier.peer.nextResponse(200, 'INVITE'));
  });

  it('of an offer in the 200 and its answer in the ACK', async () => {
    const carrier = await stack.carrier();
    customerCalls(carrier, '+48221000103', 'late-offer', '');
    carrier.answer(await carrier.peer.nextRequest('INVITE'), [], ofMobile());
    const ok = await carrier.peer.nextResponse(200, 'INVITE');
    expectNameless(ok);
    carrier.acknowledge(ok, [SDP], ofCustomer());
    expectNameless(await carrier.peer.nextRequest('ACK'));
  });

  it('of early media and of what comes before the answer', async () => {
    const carrier = await stack.carrier();
    customerCalls(carrier, '+48221000103', 'early');
    const invite = await carrier.peer.nextRequest('INVITE');
    const reliable = [carrier.contact, SDP, ['Require', '100rel'], ['RSeq', '1']] as const;
    carrier.peer.respond(invite, [183, 'Session Progress'], carrier.tag, reliable, ofMobile());
    const progress = await carrier.peer.nextResponse(183, 'INVITE');
    expectNameless(progress);
    carrier.inDialog(carrier.early(progress), 'PRACK', [['RAck', '1 1 INVITE'], SDP], ofCustomer());
    const prack = await carrier.peer.nextRequest('PRACK');
    expectNameless(prack);
    carrier.peer.respond(prack, [200, 'OK'], carrier.tag, [SDP], ofMobile());
    expectNameless(await carrier.peer.nextResponse(200, 'PRACK'));
    carrier.peer.respond(invite, [486, 'Busy Here'], carrier.tag);
    await carrier.peer.nextResponse(486, 'INVITE');
  });

  it('after a phone that is busy: the phone has seen all, the carrier sees nothing', async () => {
    const [berta, carrier] = [await stack.registered('102'), await stack.carrier()];
    customerCalls(carrier, '+48221000102', 'busy');
    const ringing = await berta.peer.nextRequest('INVITE');
    expectNamed(ringing, CUSTOMER);
    berta.peer.respond(ringing, [486, 'Busy Here'], berta.tag);
    const invite = await carrier.peer.nextRequest('INVITE');
    expectNameless(invite);
    carrier.answer(invite, [], ofMobile());
    expectNameless(await carrier.peer.nextResponse(200, 'INVITE'));
  });

  it('of a phone that a customer calls, and of its re-INVITE; the phone sees all', async () => {
    const [anna, carrier] = [await stack.registered('101'), await stack.carrier()];
    const sdp = named('101', anna.peer.host, anna.peer.port + 1);
    customerCalls(carrier, '+48221000101', 'to-phone');
    const invite = await anna.peer.nextRequest('INVITE');
    expectNamed(invite, CUSTOMER);
    anna.answer(invite, [], sdp);
    const ok = await carrier.peer.nextResponse(200, 'INVITE');
    expectNameless(ok);
    carrier.acknowledge(ok);
    await anna.peer.nextRequest('ACK');
    anna.inDialog(anna.dialogOf(invite), 'INVITE', [SDP], sdp);
    const again = await carrier.peer.nextRequest('INVITE');
    expectNameless(again);
    carrier.peer.respond(again, [200, 'OK'], 'customer', [carrier.contact, SDP], ofCustomer());
    expectNamed(await anna.peer.nextResponse(200, 'INVITE'), CUSTOMER);
  });

  it('that call-control sends', async () => {
    const carrier = await stack.carrier();
    const sdp = named(CUSTOMER, '127.0.0.1', 40_000);
    const callId = await originate(stack, '+48600100200', { sdp });
    const invite = await carrier.peer.nextRequest('INVITE');
    expectNameless(invite);
    carrier.peer.respond(invite, [486, 'Busy Here'], carrier.tag);
    await stack.facts.next('response', { sipCallId: callId, status: 486 });
  });

  it('is nothing that others lose: phones among themselves, another PBX', async () => {
    const [anna, celina, branch] = [
      await stack.registered('101'),
      await stack.registered('104'),
      await stack.branch(),
    ];
    const sdp = named('101', anna.peer.host, anna.peer.port + 1);
    for (const [number, callee] of [
      ['104', celina],
      ['320', branch],
    ] as const) {
      await anna.invite(`sip:${number}@demo.test`, [], undefined, sdp);
      const invite = await callee.peer.nextRequest('INVITE');
      expectNamed(invite, '101');
      callee.answer(invite, [], named(number, callee.peer.host, callee.peer.port + 1));
      const ok = await anna.peer.nextResponse(200, 'INVITE');
      expectNamed(ok, number);
      anna.acknowledge(ok);
      await callee.peer.nextRequest('ACK');
    }
  });
});
