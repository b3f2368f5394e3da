import { pcmaType } from '../network/g711.ts';
import { TELEPHONE_EVENT } from '../network/telephone-event.ts';

/** In which direction a session's audio goes (RFC 4566 §6), from the side that writes it. */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** What can be chosen about a session description. */
export interface SdpOptions {
  /** Default `sendrecv`. */
  readonly direction?: Direction;
  /** Payload type and encoding of the one codec. Default 8, `PCMA/8000`. */
  readonly codec?: readonly [payloadType: number, encoding: string];
  /** Payload type of RFC 4733 events: an answer uses the offer's (RFC 3264 §6.1). Default 101. */
  readonly eventType?: number;
  /** Of the origin line; grows by one where a description differs from the last (RFC 3264 §8). Default 1. */
  readonly version?: number;
}

const pcma = [pcmaType, 'PCMA/8000'] as const;

/** G.711 A-law and RFC 4733 events at this address, as offer and as answer, unless told otherwise. */
export const sdp = (address: string, port: number, options: SdpOptions = {}): string => {
  const { direction = 'sendrecv', codec = pcma, eventType = TELEPHONE_EVENT, version = 1 } = options;
  return [
    'v=0',
    `o=- ${port} ${version} IN IP4 ${address}`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP ${codec[0]} ${eventType}`,
    `a=rtpmap:${codec[0]} ${codec[1]}`,
    `a=rtpmap:${eventType} telephone-event/8000`,
    `a=fmtp:${eventType} 0-15`,
    'a=ptime:20',
    `a=${direction}`,
    '',
  ].join('\r\n');
};

/** Where an SDP body asks for audio, as `address:port`; undefined where it refuses audio or has no address (RFC 4566 §5.7, §5.14). */
export const audioAddress = (body: string): string | undefined => {
  const address = /^c=IN IP4 (\S+)/m.exec(body)?.[1];
  const port = /^m=audio (\d+) /m.exec(body)?.[1];
  return address === undefined || port === undefined || port === '0' ? undefined : `${address}:${port}`;
};

/** The payload type that an SDP body gives RFC 4733 events; undefined where it knows none. */
export const eventTypeOf = (body: string): number | undefined => {
  const type = /^a=rtpmap:(\d+) telephone-event\/8000/m.exec(body)?.[1];
  return type === undefined ? undefined : Number(type);
};

/** The direction that an SDP body gives its audio; without the attribute both (RFC 4566 §6). */
export const directionOf = (body: string): Direction =>
  (/^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(body)?.[1] as Direction | undefined) ?? 'sendrecv';

const answers: Record<Direction, Direction> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

/** The direction of the answer to an offer by somebody who takes it as it is (RFC 3264 §6.1). */
export const answering = (offered: Direction): Direction => answers[offered];
