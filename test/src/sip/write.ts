import { headerValues, type SipMessage } from '../network/sip-message.ts';

export type Header = readonly [name: string, value: string];

/** A request to be sent. */
export interface Request {
  readonly method: string;
  readonly uri: string;
  readonly callId: string;
  readonly cseq: number;
  /** Value of From and To, with tags. */
  readonly from: string;
  readonly to: string;
  /** Values of Route, in order. */
  readonly routes?: readonly string[];
  readonly headers?: readonly Header[];
  readonly sdp?: string | undefined;
  /** Another body than SDP. */
  readonly content?: Content;
}

/** A body with its media type. */
export interface Content {
  readonly type: string;
  readonly text: string;
}

/** What a response adds to what it copies from its request (RFC 3261 §8.2.6.2). */
export interface Reply {
  readonly status: number;
  readonly reason: string;
  readonly toTag?: string;
  readonly headers?: readonly Header[];
  readonly sdp?: string | undefined;
}

/** @param via - Value of the topmost Via. */
export const writeRequest = (request: Request, via: string): string =>
  write(`${request.method} ${request.uri} SIP/2.0`, request.content ?? session(request.sdp), [
    ['Via', via],
    ['Max-Forwards', '70'],
    ...(request.routes ?? []).map((route) => ['Route', route] as const),
    ['From', request.from],
    ['To', request.to],
    ['Call-ID', request.callId],
    ['CSeq', `${request.cseq} ${request.method}`],
    ...(request.headers ?? []),
  ]);

export const writeResponse = (request: SipMessage, reply: Reply): string => {
  const copied = (name: string) =>
    headerValues(request, name.toLowerCase()).map((value) => [name, value] as const);
  const [, to = ''] = copied('To')[0] ?? [];
  return write(`SIP/2.0 ${reply.status} ${reply.reason}`, session(reply.sdp), [
    ...copied('Via'),
    ...copied('Record-Route'),
    ...copied('From'),
    ['To', reply.toTag === undefined || request.toTag !== '' ? to : `${to};tag=${reply.toTag}`],
    ...copied('Call-ID'),
    ...copied('CSeq'),
    ...(reply.headers ?? []),
  ]);
};

const session = (sdp: string | undefined): Content | undefined =>
  sdp === undefined ? undefined : { type: 'application/sdp', text: sdp };

const write = (startLine: string, content: Content | undefined, headers: readonly Header[]): string => {
  const type: Header[] = content === undefined ? [] : [['Content-Type', content.type]];
  const body = content?.text ?? '';
  const lines = [...headers, ...type, ['Content-Length', String(Buffer.byteLength(body))] as const];
  return `${startLine}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
};
