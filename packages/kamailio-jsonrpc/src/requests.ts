import type { SipHeader } from './headers.ts';

/** A SIP request for Kamailio's tm to send as a client transaction (RFC 3261 §17.1). tm adds Via, Max-Forwards, Content-Length, and the ACK of a 2xx. */
export type SipRequest = {
  readonly method: string;
  /** A Contact that carries Kamailio's `;alias=` may be given as it is, see {@link resolveRemoteTarget}. */
  readonly requestUri: string;
  /** SIP URI to send to instead of what the Request-URI, its alias or the first Route says. */
  readonly nextHop?: string;
  /** Local socket to send from, for example `udp:10.99.0.1:5060`. */
  readonly socket?: string;
  /** From and To at least; Call-ID, CSeq and Content-Type as needed. Never Via, Max-Forwards or Content-Length. */
  readonly headers: readonly SipHeader[];
  readonly body?: string;
  /** Milliseconds that an INVITE may ring, > 0. Default: Kamailio's `fr_inv_timer`. */
  readonly inviteTimeoutMs?: number;
};

/** A final or provisional response to a request that Kamailio keeps suspended. */
export type SipReply = {
  readonly code: number;
  readonly reason: string;
  /** As published with the request: `index:label`. */
  readonly transaction: string;
  /** Tag of our half of the dialog; '' in a request that carries it already. */
  readonly toTag: string;
  readonly headers?: readonly SipHeader[];
  readonly body?: string;
};

/** A dialog that Kamailio's dialog module tracks. */
export type Dialog = {
  readonly callId: string;
  /** 1 unconfirmed, 2 early, 3 answered, 4 acknowledged. */
  readonly state: number;
  readonly callerTag: string;
  readonly calleeTag: string;
  /** Seconds since 1970 at the answer, 0 before it. */
  readonly startedAt: number;
};
