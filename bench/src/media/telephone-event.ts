/** What one RTP packet of a stream carries besides sequence number and SSRC. */
export interface Content {
  readonly payloadType: number;
  readonly marker: boolean;
  /** RTP time stamp, relative to the stream's own. */
  readonly timestampOffset: number;
  readonly payload: Buffer;
}

/** Samples of one packet: 20 ms at 8,000 Hz. */
export const SAMPLES = 160;
export const TELEPHONE_EVENT = 101;

const KEYPAD = '0123456789*#ABCD';
/** -10 dBm0 (RFC 4733 §2.3.3). */
const VOLUME = 10;
/** Packets of a press: 100 ms, and then its end, three times (RFC 4733 §2.5.1.4). */
const PACKETS = 5;
const ENDS = 3;

/**
 * The packets of one key press, one for each 20 ms. All have the time stamp of the first.
 *
 * @param digit - One of 0-9 * # A-D.
 * @see RFC 4733 §2.3, the payload.
 */
export function* telephoneEvent(digit: string): Generator<Content> {
  const event = KEYPAD.indexOf(digit);
  for (let packet = 0; packet < PACKETS + ENDS; packet++) {
    const payload = Buffer.alloc(4);
    payload[0] = event;
    payload[1] = VOLUME | (packet >= PACKETS ? 0x80 : 0);
    payload.writeUInt16BE(Math.min(packet + 1, PACKETS) * SAMPLES, 2);
    yield {
      payloadType: TELEPHONE_EVENT,
      marker: packet === 0,
      timestampOffset: -packet * SAMPLES,
      payload,
    };
  }
}
