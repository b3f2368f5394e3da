import assert from 'node:assert/strict';
import { asAnswerTo, audioOnly, hasCodec, isHold, nameless } from './sdp.ts';

const session = ['v=0', 'o=- 1 1 IN IP4 10.0.0.1', 's=-', 'c=IN IP4 10.0.0.1', 't=0 0'];
const audio = [
  'm=audio 4000 RTP/AVP 8 111 101',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:101 telephone-event/8000',
];
const video = ['m=video 4002 RTP/AVP 96', 'a=rtpmap:96 H264/90000', 'a=sendrecv'];
const sdp = (...lines: string[]): string => lines.map((line) => `${line}\r\n`).join('');

describe('SDP', () => {
  describe('hasCodec', () => {
    const offer = sdp(...session, ...audio);
    for (const { codecs, expected } of [
      { codecs: ['PCMA'], expected: true },
      { codecs: ['OPUS'], expected: true },
      { codecs: ['PCMU', 'G722'], expected: false },
      { codecs: ['H264'], expected: false },
    ]) {
      it(`${codecs}: ${expected}`, () => assert.equal(hasCodec(offer, codecs), expected));
    }
    it('does not look at a refused stream', () => {
      assert.equal(hasCodec(sdp(...session, 'm=audio 0 RTP/AVP 8'), ['PCMA']), false);
    });
    it('needs no audio to answer', () => assert.equal(hasCodec(sdp(...session, ...video), ['PCMA']), false));
    it('reads lines that end in LF only', () => assert.ok(hasCodec(offer.replaceAll('\r', ''), ['PCMA'])));
  });

  describe('isHold', () => {
    for (const { lines, expected } of [
      { lines: [...session, ...audio], expected: false },
      { lines: [...session, ...audio, 'a=sendrecv'], expected: false },
      { lines: [...session, ...audio, 'a=recvonly'], expected: false },
      { lines: [...session, ...audio, 'a=sendonly'], expected: true },
      { lines: [...session, ...audio, 'a=inactive'], expected: true },
      { lines: [...session, 'a=sendonly', ...audio], expected: true },
      { lines: [...session, 'a=sendonly', ...audio, 'a=sendrecv'], expected: false },
      { lines: [...session, ...audio, 'c=IN IP4 0.0.0.0'], expected: true },
      { lines: [...session, ...audio, ...video.slice(0, 2), 'a=inactive'], expected: false },
    ]) {
      it(`${lines.slice(4).join(' ')}: ${expected}`, () => assert.equal(isHold(sdp(...lines)), expected));
    }
  });

  it('audioOnly takes the first audio stream that is not refused', () => {
    const second = ['m=audio 4006 RTP/AVP 0'];
    assert.equal(
      audioOnly(sdp(...session, ...video, 'm=audio 0 RTP/AVP 8', ...audio, ...second)),
      sdp(...session, ...audio),
    );
  });

  it('audioOnly leaves ICE out, wherever it stands', () => {
    const pair = ['a=ice-ufrag:u', 'a=ice-pwd:p'];
    const candidates = ['a=candidate:1 1 UDP 1 192.0.2.1 4000 typ host', 'a=end-of-candidates'];
    assert.equal(
      audioOnly(sdp(...session, 'a=ice-lite', 'a=ice-options:ice2', ...audio, ...pair, ...candidates)),
      sdp(...session, ...audio),
    );
  });

  describe('nameless', () => {
    it('keeps what describes the media', () => {
      const ours = sdp(...session, ...audio, 'a=fmtp:101 0-15', 'a=sendrecv', 'a=rtcp:30001', 'a=ptime:20');
      assert.equal(nameless(ours), ours);
    });
    it('leaves out what may name the other party', () => {
      const names = ['i=Anna', 'u=https://anna.test', 'e=anna@a.test', 'p=+48600100200', 'a=tool:Anna'];
      const attributes = [
        'i=Anna',
        'a=ssrc:1 cname:sip:+48600100200@a.test',
        'a=msid:anna 1',
        'a=label:anna',
      ];
      const [v = '', o = '', , ...rest] = session;
      assert.equal(
        nameless(sdp(v, o, 's=Anna', ...names, ...rest, ...audio, ...attributes)),
        sdp(...session, ...audio),
      );
    });
    for (const { user, kept } of [
      { user: '-', kept: '-' },
      { user: '101', kept: '101' },
      { user: '+48600100200', kept: '-' },
      { user: '48600100200', kept: '-' },
    ]) {
      it(`has o=${kept} for o=${user}`, () => {
        const [v = '', , ...rest] = session;
        const of = (name: string) => sdp(v, `o=${name} 1 1 IN IP4 10.0.0.1`, ...rest, ...audio);
        assert.equal(nameless(of(user)), of(kept));
      });
    }
  });

  describe('asAnswerTo', () => {
    const ours = sdp(...session, 'm=audio 30000 RTP/AVP 8 101', 'a=sendrecv', 'a=rtcp:30001');
    for (const [offered, answered] of [
      ['sendrecv', 'sendrecv'],
      ['sendonly', 'recvonly'],
      ['recvonly', 'sendonly'],
      ['inactive', 'inactive'],
    ]) {
      it(`says ${answered} to ${offered}`, () => {
        assert.equal(
          asAnswerTo(sdp(...session, ...audio, `a=${offered}`), ours),
          sdp(...session, 'm=audio 30000 RTP/AVP 8 101', `a=${answered}`, 'a=rtcp:30001'),
        );
      });
    }
    it('refuses other streams where they stand in the offer', () => {
      assert.equal(
        asAnswerTo(sdp(...session, ...video, ...audio), ours),
        sdp(...session, 'm=video 0 RTP/AVP 96', 'm=audio 30000 RTP/AVP 8 101', 'a=sendrecv', 'a=rtcp:30001'),
      );
    });
  });
});
