import type { SipMessage } from './sip-message.ts';

/** Which messages; what is absent does not matter. */
export interface SipQuery {
  callId?: string;
  method?: string;
  /** Exact status; 0 for requests. */
  status?: number;
  /** `address:port` that sent it. */
  from?: string;
  to?: string;
  /** Milliseconds since 1970. */
  since?: number;
  /** true: inside a dialog, it has a To tag. */
  inDialog?: boolean;
}

/** Every SIP message that was seen on the wire, in order. */
export class SipLog {
  readonly #messages: SipMessage[] = [];

  record(message: SipMessage): void {
    this.#messages.push(message);
  }

  messages(query: SipQuery = {}): SipMessage[] {
    return this.#messages.filter(
      (m) =>
        (query.callId === undefined || m.callId === query.callId) &&
        (query.method === undefined || m.method === query.method) &&
        (query.status === undefined || m.status === query.status) &&
        (query.from === undefined || m.from === query.from) &&
        (query.to === undefined || m.to === query.to) &&
        (query.since === undefined || m.at >= query.since) &&
        (query.inDialog === undefined || (m.toTag !== '') === query.inDialog),
    );
  }

  /** re-INVITEs and UPDATEs (RFC 3261 §14, RFC 3311), the requests that renegotiate a session. */
  renegotiations(query: SipQuery = {}): SipMessage[] {
    const within = { ...query, status: 0, inDialog: true };
    return [
      ...this.messages({ ...within, method: 'INVITE' }),
      ...this.messages({ ...within, method: 'UPDATE' }),
    ];
  }

  /** One line a message, to be printed where a check fails. */
  ladder(query: SipQuery = {}): string {
    const messages = this.messages(query);
    const start = messages[0]?.at ?? 0;
    return messages
      .map(
        (m) =>
          `${(m.at - start).toFixed(1).padStart(9)} ms  ${m.from} > ${m.to}  ${m.startLine}  ${m.callId}`,
      )
      .join('\n');
  }
}
