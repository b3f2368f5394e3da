/** An RTP packet. */
export interface RtpPacket {
  payloadType: number;
  sequence: number;
  timestamp: number;
  ssrc: number;
  payload: Buffer;
}

/** Parse an RTP packet (RFC 3550 §5.1); undefined for RTCP and for what is no RTP. */
export const parseRtp = (data: Buffer): RtpPacket | undefined => {
  if (data.length < 12) return undefined;
  const first = data[0] as number;
  const payloadType = (data[1] as number) & 0x7f;
  const isRtcp = payloadType >= 64 && payloadType <= 95; // RFC 5761 §4
  if (first >> 6 !== 2 || isRtcp) return undefined;
  let start = 12 + (first & 0x0f) * 4;
  if (first & 0x10) start += 4 + data.readUInt16BE(start + 2) * 4;
  const padding = first & 0x20 ? (data[data.length - 1] as number) : 0;
  return {
    payloadType,
    sequence: data.readUInt16BE(2),
    timestamp: data.readUInt32BE(4),
    ssrc: data.readUInt32BE(8),
    payload: data.subarray(start, data.length - padding),
  };
};

/**
 * Whether a packet carries a telephone-event. Phones here speak G.711 and nothing else, so every dynamic payload type
 * (RFC 3551 §6) is one; its number is the offerer's choice and differs from leg to leg.
 */
export const isTelephoneEvent = ({ payloadType }: Pick<RtpPacket, 'payloadType'>): boolean =>
  payloadType >= 96;

const keypad = '0123456789*#ABCD';

/** A telephone-event payload (RFC 4733 §2.3): the key, and whether it has been released; undefined for no key. */
export const parseTelephoneEvent = (payload: Buffer): { digit: string; ended: boolean } | undefined => {
  const digit = keypad[payload[0] ?? 255];
  return digit === undefined ? undefined : { digit, ended: ((payload[1] ?? 0) & 0x80) !== 0 };
};
