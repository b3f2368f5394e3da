/** What one RTP packet of a stream carries besides sequence number and SSRC. */
export interface Content {
  readonly payloadType: number;
  readonly marker: boolean;
  /** RTP time stamp, relative to the stream's own. */
  readonly timestampOffset: number;
  readonly payload: Buffer;
}

/** Samples of one packet interval: 20 ms at 8,000 Hz. */
export const SAMPLES = 160;
export const TELEPHONE_EVENT = 101;

/** Packet intervals for which a key is held: as short as can be, and as long as people do. */
export const TAPPED = 1;
export const HELD = 6;
/** Milliseconds from the first packet of a held key to the one that says it is over. */
export const HELD_MS = (HELD - 1) * 20;

const KEYPAD = '0123456789*#ABCD';
/** -10 dBm0 (RFC 4733 §2.3.3). */
const VOLUME = 10;
const END = 0x80;

/**
 * One key press: the packets of each packet interval. All have the time stamp of the first; the end is said three times
 * (RFC 4733 §2.5.1.4), in the last interval.
 *
 * @param digit - One of 0-9 * # A-D.
 * @param intervals - How long it is held.
 * @see RFC 4733 §2.3, the payload.
 */
export function* telephoneEvent(digit: string, intervals: number): Generator<Content[]> {
  const event = KEYPAD.indexOf(digit);
  for (let interval = 0; interval < intervals; interval++) {
    const packet = (end: number): Content => {
      const payload = Buffer.from([event, VOLUME | end, 0, 0]);
      payload.writeUInt16BE((interval + 1) * SAMPLES, 2);
      return {
        payloadType: TELEPHONE_EVENT,
        marker: interval === 0 && end === 0,
        timestampOffset: -interval * SAMPLES,
        payload,
      };
    };
    const isLast = interval === intervals - 1;
    yield [packet(0), ...(isLast ? [packet(END), packet(END), packet(END)] : [])];
  }
}
