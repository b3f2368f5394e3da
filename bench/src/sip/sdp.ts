import { TELEPHONE_EVENT } from '../media/telephone-event.ts';

/** G.711 A-law and RFC 4733 events at this address, as offer and as answer. */
export const sdp = (address: string, port: number): string =>
  [
    'v=0',
    `o=- ${port} 1 IN IP4 ${address}`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 8 ${TELEPHONE_EVENT}`,
    'a=rtpmap:8 PCMA/8000',
    `a=rtpmap:${TELEPHONE_EVENT} telephone-event/8000`,
    `a=fmtp:${TELEPHONE_EVENT} 0-15`,
    'a=ptime:20',
    'a=sendrecv',
    '',
  ].join('\r\n');

/** Where an SDP body asks for audio, as `address:port`; undefined where it refuses audio or has no address (RFC 4566 §5.7, §5.14). */
export const audioAddress = (body: string): string | undefined => {
  const address = /^c=IN IP4 (\S+)/m.exec(body)?.[1];
  const port = /^m=audio (\d+) /m.exec(body)?.[1];
  return address === undefined || port === undefined || port === '0' ? undefined : `${address}:${port}`;
};
