import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { formatResponse, formatSip, type Headers, parseSip, type SipMessage } from './sip-message.ts';

/** How SIP messages leave and arrive. */
export type Transport = {
  readonly protocol: 'UDP' | 'TCP';
  readonly host: string;
  readonly port: number;
  send(text: string): void;
  receive(listener: (text: string) => void): void;
  close(): void;
};

/** One end that speaks SIP: what arrived waits until the test asks for it. */
export class SipPeer {
  readonly #transport: Transport;
  readonly #inbox: SipMessage[] = [];
  readonly #arrived = new EventTarget();
  /** What it believes its own address to be, in Via and Contact; behind a NAT it is not {@link address}. */
  readonly advertised: string;

  constructor(transport: Transport, advertised = `${transport.host}:${transport.port}`) {
    this.#transport = transport;
    this.advertised = advertised;
    transport.receive((text) => {
      this.#inbox.push(parseSip(text));
      this.#arrived.dispatchEvent(new Event('message'));
    });
  }

  get host(): string {
    return this.#transport.host;
  }

  get port(): number {
    return this.#transport.port;
  }

  /** Where it really sends from. */
  get address(): string {
    return `${this.host}:${this.port}`;
  }

  get protocol(): 'UDP' | 'TCP' {
    return this.#transport.protocol;
  }

  send(text: string): void {
    this.#transport.send(text);
  }

  /** Send a request with a new Via. */
  request(method: string, uri: string, headers: Headers, body = '', branch: string = randomUUID()): void {
    const via = `SIP/2.0/${this.protocol} ${this.advertised};rport;branch=z9hG4bK${branch}`;
    this.send(
      formatSip(`${method} ${uri} SIP/2.0`, [['Via', via], ['Max-Forwards', '70'], ...headers], body),
    );
  }

  respond(
    request: SipMessage,
    status: readonly [number, string],
    toTag: string,
    headers: Headers = [],
    body = '',
  ): void {
    this.send(formatResponse(request, status, toTag, headers, body));
  }

  /** The next request of that method. */
  nextRequest(method: string): Promise<SipMessage> {
    return this.next(method, (message) => message.method === method);
  }

  /** The next response of that status to that method. */
  nextResponse(status: number, method: string): Promise<SipMessage> {
    return this.next(
      `${status} to ${method}`,
      (message) => message.status === status && message.header('CSeq').endsWith(` ${method}`),
    );
  }

  /** Take the first message that fits, waiting for it at most 8 s. */
  async next(what: string, fits: (message: SipMessage) => boolean): Promise<SipMessage> {
    const message = await this.nextWithin(8_000, fits);
    if (message) return message;
    const seen = this.#inbox.map(({ startLine, header }) => `${startLine} (${header('CSeq')})`);
    throw new Error(`${this.address}: no ${what} in 8 s; waiting: ${seen.join(', ') || 'nothing'}`);
  }

  /** The same, for a message that may not come. */
  async nextWithin(ms: number, fits: (message: SipMessage) => boolean): Promise<SipMessage | undefined> {
    const deadline = AbortSignal.timeout(ms);
    while (!deadline.aborted) {
      const index = this.#inbox.findIndex(fits);
      const [message] = index < 0 ? [] : this.#inbox.splice(index, 1);
      if (message) return message;
      const late = new AbortController();
      await Promise.race([
        once(this.#arrived, 'message', late).catch(() => {}),
        once(deadline, 'abort', late).catch(() => {}),
      ]);
      late.abort(); // the one that has not come
    }
    return undefined;
  }

  /** What has arrived and was not asked for. */
  get unexpected(): string[] {
    return this.#inbox.map(({ startLine }) => startLine);
  }

  close(): void {
    this.#transport.close();
  }
}
