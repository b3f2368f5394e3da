import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { now } from '../clock.ts';
import { headerValues, parseSip, type SipMessage } from '../network/sip-message.ts';
import { type Reply, type Request, writeRequest, writeResponse } from './write.ts';

/** Milliseconds to the first retransmission (RFC 3261 §17.1.1.1) and of patience altogether. */
const T1 = 500;
const PATIENCE_MS = 8_000;
/** Octets: a burst of calls must not be lost before this process has read it. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;

/** A request had no final response in time. */
export class Unanswered extends Error {
  readonly code = 'UNANSWERED';
}

/** A request that is under way. */
export interface ClientTransaction {
  /** @throws {Unanswered} */
  readonly final: Promise<SipMessage>;
  /** Of an INVITE (RFC 3261 §9.1); the final response may still be a 200. */
  cancel(): void;
}

/** What its sender may want to know and to choose. */
export interface TransactionOptions {
  readonly onProvisional?: (response: SipMessage) => void;
  /** Milliseconds until it is given up; an INVITE is cancelled then. Default 8,000. */
  readonly patienceMs?: number;
}

/** SIP over UDP at one address, by way of one proxy. Retransmits; a request that comes again gets the same answer. */
export class SipTransport {
  readonly address: string;
  readonly #socket: Socket;
  readonly #proxy: string;
  readonly #pending = new Map<string, (response: SipMessage) => void>();
  /** Responses by the branch and method of their request. */
  readonly #answered = new Map<string, string>();
  #silent = false;
  /** Gets each request once. */
  onRequest: (request: SipMessage) => void = () => {};

  private constructor(socket: Socket, address: string, proxy: string) {
    this.#socket = socket;
    this.address = address;
    this.#proxy = proxy;
    socket.on('message', (data) => this.#receive(data));
  }

  /** @param address - `host:port` of our own. */
  static async open(address: string, proxy: string): Promise<SipTransport> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER });
    const [host, port] = address.split(':');
    socket.bind(Number(port), host);
    await once(socket, 'listening');
    return new SipTransport(socket, address, proxy);
  }

  /**
   * Sends a request until it is answered. A negative answer to an INVITE is acknowledged here (RFC 3261 §17.1.1.3).
   *
   * @returns The final response.
   * @throws {Unanswered} None came within 8 s; an INVITE is cancelled then.
   */
  request(request: Request): Promise<SipMessage> {
    return this.begin(request).final;
  }

  /** As `request`, for who wants a hand in it. */
  begin(request: Request, options: TransactionOptions = {}): ClientTransaction {
    const { onProvisional = () => {}, patienceMs = PATIENCE_MS } = options;
    const branch = `z9hG4bK${randomBytes(8).toString('hex')}`;
    const text = writeRequest(request, this.#via(branch));
    const { promise, resolve, reject } = Promise.withResolvers<SipMessage>();
    let wait = T1;
    const again = () => {
      this.#send(text);
      wait *= 2;
      retransmission = setTimeout(again, wait);
    };
    let retransmission = setTimeout(again, wait);
    const cancel = () => this.#send(writeRequest(inTransaction('CANCEL', request), this.#via(branch)));
    const late = setTimeout(() => {
      if (request.method === 'INVITE') cancel();
      reject(new Unanswered(`${request.method} has no final response`));
    }, patienceMs);
    this.#pending.set(branch, (response) => {
      if (response.method !== request.method) return; // to its CANCEL
      clearTimeout(retransmission);
      if (response.status < 200) return onProvisional(response);
      resolve(response);
      if (request.method === 'INVITE' && response.status >= 300) this.#acknowledge(request, response, branch);
    });
    this.#send(text);
    const final = promise.finally(() => {
      clearTimeout(retransmission);
      clearTimeout(late);
      this.#pending.delete(branch);
    });
    return { final, cancel };
  }

  /** Sends a request that nobody answers: ACK of a 2xx. */
  tell(request: Request): void {
    this.#send(writeRequest(request, this.#via(`z9hG4bK${randomBytes(8).toString('hex')}`)));
  }

  /** Sends the answer to a request. */
  respond(request: SipMessage, reply: Reply): void {
    const text = writeResponse(request, reply);
    this.#answered.set(transactionOf(request), text);
    this.#send(text);
  }

  /** From now on nothing is sent and nothing heard, as when a cable is pulled. */
  fallSilent(): void {
    this.#silent = true;
  }

  close(): void {
    this.#silent = true;
    this.#socket.close();
  }

  #acknowledge(request: Request, response: SipMessage, branch: string): void {
    const to = headerValues(response, 'to')[0] ?? request.to;
    this.#send(writeRequest({ ...inTransaction('ACK', request), to }, this.#via(branch)));
  }

  #receive(data: Buffer): void {
    if (this.#silent) return;
    const envelope = { at: now(), transport: 'udp', from: this.#proxy, to: this.address } as const;
    const message = parseSip(data.toString('utf8'), envelope);
    if (message === undefined) return;
    if (message.status > 0) {
      this.#pending.get(branchOf(message))?.(message);
      return;
    }
    const answer = message.method === 'ACK' ? undefined : this.#answered.get(transactionOf(message));
    if (answer === undefined) this.onRequest(message);
    else this.#send(answer);
  }

  #send(text: string): void {
    if (this.#silent) return;
    const [host, port] = this.#proxy.split(':');
    this.#socket.send(text, Number(port), host);
  }

  #via(branch: string): string {
    return `SIP/2.0/UDP ${this.address};branch=${branch};rport`;
  }
}

const branchOf = (message: SipMessage): string =>
  /;branch=([^;,\s]+)/.exec(headerValues(message, 'via')[0] ?? '')?.[1] ?? '';

const transactionOf = (request: SipMessage): string => `${branchOf(request)} ${request.method}`;

const inTransaction = (method: string, { uri, callId, cseq, from, to, routes = [] }: Request): Request => ({
  method,
  uri,
  callId,
  cseq,
  from,
  to,
  routes,
});
