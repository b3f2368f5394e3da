/** Kamailio's facts (docs/events.md) as inputs of the decider. */
import type { Input, PlainCall, PlainHalf, SipResponse } from '../domain/messages.ts';
import type { Replacing } from '../domain/replacing.ts';
import { refer } from './refer.ts';
import { replaces } from './replaces.ts';
import {
  allows,
  displayNameOf,
  header,
  headers,
  q850Cause,
  routeSet,
  unquoted,
  uriOf,
} from './sip-header.ts';

/** What every fact about a call says. */
export interface Fact {
  readonly at: number;
  readonly node: string;
  readonly callId: string;
  readonly sipCallId: string;
}

export interface DtmfFact extends Fact {
  readonly tag: string;
  readonly digit: string;
  readonly source: 'rfc4733' | 'info';
}

interface Half {
  readonly tag: string;
  readonly uri: string;
  readonly name: string;
  readonly contact: string;
  readonly routes: string;
  readonly account: string;
  readonly trunk: string;
  /** Absent in what a Kamailio of an earlier version has published. */
  readonly forwardedFor?: string;
  readonly allow: string;
}

export type DialogFact =
  | (Fact & { state: 'ended' | 'anchored' })
  | (Fact & { state: 'answered'; dialled: string; sessionExpires: string; caller: Half; callee: Half });

interface MessageFact extends Fact {
  readonly method: string;
  readonly cseq: number;
  readonly fromTag: string;
  readonly toTag: string;
  readonly contact: string;
  readonly headers64: string;
  readonly body64: string;
}

export interface RequestFact extends MessageFact {
  readonly transaction: string;
  /** Who has sent it, where it opens a dialog. */
  readonly account?: string;
  readonly trunk?: string;
}

export interface ResponseFact extends MessageFact {
  readonly status: number;
  readonly reason: string;
  readonly routes: string;
  readonly account: string;
  readonly trunk: string;
  /** Absent in what a Kamailio of an earlier version has published. */
  readonly forwardedFor?: string;
}

export type RequestReceived = Extract<Input, { type: 'RequestReceived' }>;

const text = (base64: string): string =>
  base64 === '' ? '' : Buffer.from(base64, 'base64').toString('utf8');

/** What a half of a plain call has done since it was answered. */
export interface Progress {
  /** The last CSeq that it has used (RFC 3261 §12.2.1.1). */
  readonly cseq: number;
  /** It has put the other half on hold (RFC 3264 §8.4). */
  readonly isHolding: boolean;
  /** Where it has moved to (RFC 3261 §12.2); empty where it has not. */
  readonly contact: string;
}

/** Of whom nothing has been asked. */
const unknown: Progress = { cseq: 0, isHolding: false, contact: '' };

const half = ({ routes, allow, ...rest }: Half, { cseq, isHolding, contact }: Progress): PlainHalf => ({
  tag: rest.tag,
  uri: rest.uri,
  name: unquoted(rest.name),
  contact: contact || rest.contact,
  account: rest.account,
  trunk: rest.trunk,
  forwardedFor: rest.forwardedFor ?? '',
  routeSet: routeSet(routes),
  allowsUpdate: allows(allow, 'UPDATE'),
  cseq,
  isHolding,
});

/** A trunk may write a public number without its plus, or with 00 in its place; extensions have six digits at most. */
const e164 = (dialled: string): string => dialled.replace(/^(?:00|\+)?(\d{7,15})$/, '+$1');

export const plainCall = (
  fact: Extract<DialogFact, { state: 'answered' }>,
  progress: { caller: Progress; callee: Progress } = { caller: unknown, callee: unknown },
): PlainCall => ({
  callId: fact.callId,
  node: fact.node,
  sipCallId: fact.sipCallId,
  dialled: fact.caller.trunk === '' ? fact.dialled : e164(fact.dialled),
  sessionExpires: fact.sessionExpires,
  caller: half(fact.caller, progress.caller),
  callee: half(fact.callee, progress.callee),
});

export const requestReceived = (fact: RequestFact): RequestReceived => {
  const block = text(fact.headers64);
  const asked = fact.method === 'REFER' ? refer(block) : undefined;
  const opens = fact.method === 'INVITE' && fact.toTag === '';
  return {
    type: 'RequestReceived',
    node: fact.node,
    at: fact.at,
    request: {
      method: fact.method,
      sipCallId: fact.sipCallId,
      fromTag: fact.fromTag,
      toTag: fact.toTag,
      transaction: fact.transaction,
      cseq: fact.cseq,
      contact: fact.contact,
      sessionExpires: header(block, 'Session-Expires', 'x'),
      q850Cause: q850Cause(header(block, 'Reason')),
      sdp: text(fact.body64),
      ...(asked === undefined ? {} : { refer: asked }),
      ...(opens ? { replacing: replacing(fact, block) } : {}),
    },
  };
};

/** What an INVITE with Replaces says of the dialog that it opens (RFC 3261 §12.1.1, RFC 3891 §6.1). */
const replacing = ({ account = '', trunk = '' }: RequestFact, block: string): Replacing => {
  const from = header(block, 'From', 'f');
  const [value, ...more] = headers(block, 'Replaces');
  const isOne = more.length === 0 && headers(block, 'Join').length === 0; // RFC 3891 §3
  const named = value !== undefined && isOne ? replaces(value) : undefined;
  return {
    replaces: named ?? { status: 400, reason: 'Malformed Replaces' },
    account,
    trunk,
    localUri: uriOf(header(block, 'To', 't')),
    remoteUri: uriOf(from),
    displayName: displayNameOf(from),
    routeSet: routeSet(headers(block, 'Record-Route').join(',')),
    allowsUpdate: allows(header(block, 'Allow'), 'UPDATE'),
  };
};

export const sipResponse = (fact: ResponseFact): SipResponse => {
  const block = text(fact.headers64);
  return {
    method: fact.method,
    status: fact.status,
    reason: fact.reason,
    cseq: fact.cseq,
    sipCallId: fact.sipCallId,
    fromTag: fact.fromTag,
    toTag: fact.toTag,
    contact: fact.contact,
    routeSet: routeSet(fact.routes),
    account: fact.account,
    trunk: fact.trunk,
    forwardedFor: fact.forwardedFor ?? '',
    sessionExpires: header(block, 'Session-Expires', 'x'),
    minIntervalMs: (Number.parseInt(header(block, 'Min-SE'), 10) || 0) * 1_000,
    allowsUpdate: allows(header(block, 'Allow'), 'UPDATE'),
    sdp: text(fact.body64),
  };
};
