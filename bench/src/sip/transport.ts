import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { headerValues, parseSip, type SipMessage } from '@cordboard/test/network/sip-message';
import { StepMissed } from '../within.ts';
import { type Request, writeRequest, writeResponse } from './write.ts';

/** Milliseconds to the first retransmission (RFC 3261 §17.1.1.1) and of patience altogether. */
const T1 = 500;
const PATIENCE_MS = 8_000;
/** Octets: a burst of calls must not be lost before this process has read it. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;

/** A request that has no final response yet. */
interface Pending {
  readonly onResponse: (response: SipMessage) => void;
}

/** SIP over UDP at one address, by way of one proxy. Retransmits; a request that comes again gets the same answer. */
export class SipTransport {
  readonly address: string;
  readonly #socket: Socket;
  readonly #proxy: string;
  readonly #pending = new Map<string, Pending>();
  /** Responses by the branch and method of their request. */
  readonly #answered = new Map<string, string>();
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
   * @throws {StepMissed} None came within 8 s; an INVITE is cancelled then.
   */
  async request(request: Request): Promise<SipMessage> {
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
    const late = setTimeout(() => {
      if (request.method === 'INVITE')
        this.#send(writeRequest(inTransaction('CANCEL', request), this.#via(branch)));
      reject(new StepMissed(`${request.method} has no final response`));
    }, PATIENCE_MS);
    const onResponse = (response: SipMessage) => {
      clearTimeout(retransmission);
      if (response.status < 200) return;
      resolve(response);
      if (request.method === 'INVITE' && response.status >= 300) this.#acknowledge(request, response, branch);
    };
    this.#pending.set(branch, { onResponse });
    this.#send(text);
    try {
      return await promise;
    } finally {
      clearTimeout(retransmission);
      clearTimeout(late);
      this.#pending.delete(branch);
    }
  }

  /** Sends a request that nobody answers: ACK of a 2xx. */
  tell(request: Request): void {
    this.#send(writeRequest(request, this.#via(`z9hG4bK${randomBytes(8).toString('hex')}`)));
  }

  /** Sends the answer to a request. */
  respond(request: SipMessage, reply: Parameters<typeof writeResponse>[1]): void {
    const text = writeResponse(request, reply);
    this.#answered.set(transactionOf(request), text);
    this.#send(text);
  }

  close(): void {
    this.#socket.close();
  }

  #acknowledge(request: Request, response: SipMessage, branch: string): void {
    const to = headerValues(response, 'to')[0] ?? request.to;
    this.#send(writeRequest({ ...inTransaction('ACK', request), to }, this.#via(branch)));
  }

  #receive(data: Buffer): void {
    const envelope = {
      at: performance.now(),
      transport: 'udp',
      from: this.#proxy,
      to: this.address,
    } as const;
    const message = parseSip(data.toString('utf8'), envelope);
    if (message === undefined) return;
    if (message.status > 0) {
      this.#pending.get(branchOf(message))?.onResponse(message);
      return;
    }
    const answer = message.method === 'ACK' ? undefined : this.#answered.get(transactionOf(message));
    if (answer === undefined) this.onRequest(message);
    else this.#send(answer);
  }

  #send(text: string): void {
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
