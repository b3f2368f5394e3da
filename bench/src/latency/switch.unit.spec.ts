import assert from 'node:assert/strict';
import { voiceOf } from '../media/speaker.ts';
import { followSwitches, type Sample, type Seen } from './switch.ts';

const sample: Sample = {
  sipCallId: 'a84b4c76e66710',
  transferor: '10.0.0.3:4000',
  transferee: '10.0.0.2:4000',
};
const callId = 'eb28b04675879be5'; // of a84b4c76e66710
const rtpengine = '10.0.0.1:30000';
const sights = { dtmfEvents: 'd:1', nats: 'n:1', mediaControl: 'm:1', rtpengine: 'r:1' };

const rtp = (payloadType: number, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x80, payloadType, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), payload]);
const seen = (at: number, from: string, to: string, payload: Buffer | string): Seen => ({
  at,
  from,
  to,
  transport: 'udp',
  sequence: 0,
  payload: Buffer.from(payload),
});
const voice = rtp(8, voiceOf('transferor', 160));
const music = rtp(8, Buffer.from('anything else'));
const star = rtp(101, Buffer.from([10, 10, 0, 160]));
const digit = (at: number) => seen(at, sample.transferor, rtpengine, star);

describe('the way from digit to music', () => {
  it('takes the first packet of either, and of each station between them', async () => {
    const packets = [
      seen(90, rtpengine, sample.transferee, voice),
      digit(100),
      seen(101, rtpengine, 'd:1', `{"callid":"${sample.sipCallId}"}`),
      seen(102, 'k:1', 'n:1', `PUB sip.n1.1.${callId}.dtmf 5`),
      seen(103, 'n:1', 'c:1', `MSG sip.n1.1.${callId}.dtmf 5`),
      seen(103.5, rtpengine, sample.transferee, voice),
      seen(104, 'c:1', 'n:1', `PUB call.1.${callId}.digit-pressed 5`),
      seen(105, 'n:1', 't:1', `MSG call.1.${callId}.digit-pressed 5`),
      seen(106, 't:1', 'm:1', `..${sample.sipCallId}..hold-music`),
      seen(107, 'm:2', 'r:1', `d7:call-id14:${sample.sipCallId}e`),
      seen(108, 'm:2', 'r:1', `d7:call-id14:${sample.sipCallId}e`),
      seen(109, rtpengine, sample.transferee, music),
      digit(120),
      seen(129, rtpengine, sample.transferee, music),
    ];
    const [found] = await followSwitches(packets, [sample], sights);
    assert.deepEqual(Object.values(found ?? {}), [1, 2, 3, 4, 5, 6, 7, 9]);
  });

  it('has no end where the transferee hears his partner, or the key itself, but no music', async () => {
    const packets = [
      digit(100),
      seen(110, rtpengine, sample.transferee, voice),
      seen(120, rtpengine, sample.transferee, star),
    ];
    assert.deepEqual(await followSwitches(packets, [sample], sights), [{}]);
  });

  it('is unknown where no digit was seen', async () => {
    const packets = [seen(110, rtpengine, sample.transferee, music)];
    assert.deepEqual(await followSwitches(packets, [sample], sights), [undefined]);
  });
});
