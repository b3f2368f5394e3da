import assert from 'node:assert/strict';
import { SipLog } from './sip-log.ts';
import { headerValues, parseSip, type SipMessage } from './sip-message.ts';
import { SipStream } from './sip-stream.ts';

const envelope = { at: 1, transport: 'udp', from: '10.99.0.1:25000', to: '10.99.0.1:5060' } as const;
const sdp = 'v=0\r\nc=IN IP4 10.99.0.1\r\nm=audio 20020 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\n';
const invite = (toTag = '', body = sdp) =>
  [
    'INVITE sip:102@demo.test SIP/2.0',
    'v: SIP/2.0/UDP 10.99.0.1:25000;branch=z9hG4bK1',
    'f: "Anna" <sip:101@demo.test>;tag=a1',
    `To: <sip:102@demo.test>${toTag && `;tag=${toTag}`}`,
    'Subject: folded',
    ' over two lines',
    'i: call-1',
    'CSeq: 7 INVITE',
    `l: ${body.length}`,
    '',
    body,
  ].join('\r\n');
const parse = (text: string, more: Partial<SipMessage> = {}): SipMessage => {
  const message = parseSip(text, envelope);
  assert.ok(message);
  return { ...message, ...more };
};

describe('a SIP message', () => {
  it('is parsed with compact and folded headers', () => {
    const message = parse(invite());
    assert.deepEqual(
      [message.method, message.status, message.callId, message.cseq, message.fromTag, message.toTag],
      ['INVITE', 0, 'call-1', 7, 'a1', ''],
    );
    assert.deepEqual(headerValues(message, 'subject'), ['folded over two lines']);
    assert.equal(message.body, sdp);
  });

  it('takes the method of a response from its CSeq', () => {
    const message = parse('SIP/2.0 180 Ringing\r\nCSeq: 7 INVITE\r\nTo: <sip:1@x>;tag=b2\r\n\r\n');
    assert.deepEqual(
      [message.method, message.status, message.reason, message.toTag],
      ['INVITE', 180, 'Ringing', 'b2'],
    );
  });

  it('is no keep-alive', () => {
    assert.equal(parseSip('\r\n\r\n', envelope), undefined);
  });
});

describe('SIP over TCP', () => {
  it('is cut into messages, whatever the segments are', () => {
    const bytes = Buffer.from(`\r\n\r\n${invite()}${invite('b2', '')}`);
    for (const size of [1, 7, 100, bytes.length]) {
      const stream = new SipStream();
      const messages: string[] = [];
      for (let at = 0; at < bytes.length; at += size)
        messages.push(...stream.push(1_000 + at, bytes.subarray(at, at + size)));
      assert.deepEqual(messages, [invite(), invite('b2', '')]);
    }
  });

  it('drops a retransmitted segment', () => {
    const stream = new SipStream();
    const bytes = Buffer.from(invite());
    stream.push(5, bytes.subarray(0, 50));
    assert.deepEqual(stream.push(5, bytes.subarray(0, 50)), []);
    assert.deepEqual(stream.push(55, bytes.subarray(50)), [invite()]);
  });
});

describe('the SIP log', () => {
  const log = new SipLog();
  log.record(parse(invite()));
  log.record(parse(invite('b2'), { at: 2 }));
  log.record(
    parse('SIP/2.0 200 OK\r\nCSeq: 7 INVITE\r\nCall-ID: call-1\r\nTo: <sip:1@x>;tag=b2\r\n\r\n', { at: 3 }),
  );

  it('finds renegotiations, and only them', () => {
    assert.deepEqual(
      log.renegotiations().map(({ at }) => at),
      [2],
    );
    assert.deepEqual(log.renegotiations({ since: 3 }), []);
  });
});
