import { randomUUID } from 'node:crypto';
import type { Headers } from './sip-message.ts';
import type { Stack } from './stack.ts';

/** What call-control offers. */
export const sdp =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 30000 RTP/AVP 8\r\n';

/** callId of all that is originated here. */
export const CALL = 'deadbeef01234567';

/** The tag of call-control's half. */
export const TAG = 'ours';

export type Origination = {
  readonly secret?: string;
  readonly ringMs?: number;
  readonly callId?: string;
  readonly from?: string;
  readonly headers?: Headers;
  /** Default: an offer without a name. */
  readonly sdp?: string;
};

/**
 * Dial as call-control does: an INVITE that loops through Kamailio's own socket.
 *
 * @param uri - "sip:102@demo.test", or its user part alone.
 * @returns the SIP Call-ID.
 */
export const originate = async (stack: Stack, uri: string, options: Origination = {}): Promise<string> => {
  const { secret = stack.originationSecret, ringMs = 20_000, callId = randomUUID() } = options;
  const { from = '"Anna" <sip:101@demo.test>', headers = [], sdp: body = sdp } = options;
  const self = `127.0.0.1:${stack.sip.port}`;
  const requestUri = uri.startsWith('sip:') ? uri : `sip:${uri}@demo.test`;
  await stack.rpc.sendRequest({
    method: 'INVITE',
    requestUri,
    nextHop: `sip:${self}`,
    headers: [
      ['From', `${from};tag=${TAG}`],
      ['To', `<${requestUri}>`],
      ['Call-ID', callId],
      ['CSeq', '1 INVITE'],
      ['Contact', `<sip:leg@${self}>`],
      ['Content-Type', 'application/sdp'],
      ['X-Cordboard-Secret', secret],
      ['X-Cordboard-Call', CALL],
      ['X-Cordboard-Ring-Ms', `${ringMs}`],
      ...headers,
    ],
    body,
    inviteTimeoutMs: 30_000,
  });
  return callId;
};

/** A request of call-control in a dialog that it originated, along the Route set that its fact had. */
export const inOriginated = async (
  stack: Stack,
  answered: Readonly<Record<string, unknown>>,
  method: string,
  cseq: number,
  from = '<sip:101@demo.test>',
): Promise<void> => {
  const routes = String(answered['routes']);
  await stack.rpc.sendRequest({
    method,
    requestUri: String(answered['contact']),
    headers: [
      ...(routes === '' ? [] : routes.split(',').map((route) => ['Route', route] as const)),
      ['From', `${from};tag=${TAG}`],
      ['To', `<sip:them@demo.test>;tag=${answered['toTag']}`],
      ['Call-ID', String(answered['sipCallId'])],
      ['CSeq', `${cseq} ${method}`],
      ['Contact', `<sip:leg@127.0.0.1:${stack.sip.port}>`],
    ],
  });
};
