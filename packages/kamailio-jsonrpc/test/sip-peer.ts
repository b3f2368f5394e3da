import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { formatResponse, formatSip, type Headers, parseSip, type SipMessage } from './sip-message.ts';

/** A UDP socket that speaks SIP: what arrived waits until the test asks for it. */
export class SipPeer {
  readonly #socket: Socket;
  readonly #proxy: { host: string; port: number };
  readonly #inbox: SipMessage[] = [];
  readonly #arrived = new EventTarget();
  readonly host: string;
  readonly port: number;

  private constructor(socket: Socket, proxy: { host: string; port: number }) {
    this.#socket = socket;
    this.#proxy = proxy;
    ({ address: this.host, port: this.port } = socket.address());
    socket.on('message', (data) => {
      this.#inbox.push(parseSip(data.toString()));
      this.#arrived.dispatchEvent(new Event('message'));
    });
  }

  static async open(proxy: { host: string; port: number }, host = '127.0.0.1', port = 0): Promise<SipPeer> {
    const socket = createSocket('udp4');
    socket.bind(port, host);
    await once(socket, 'listening');
    return new SipPeer(socket, proxy);
  }

  get address(): string {
    return `${this.host}:${this.port}`;
  }

  send(text: string): void {
    this.#socket.send(text, this.#proxy.port, this.#proxy.host);
  }

  /** Send a request with a new Via. */
  request(method: string, uri: string, headers: Headers, body = '', branch: string = randomUUID()): void {
    const via = `SIP/2.0/UDP ${this.address};rport;branch=z9hG4bK${branch}`;
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
    const deadline = AbortSignal.timeout(8_000);
    for (;;) {
      const index = this.#inbox.findIndex(fits);
      const [message] = index < 0 ? [] : this.#inbox.splice(index, 1);
      if (message) return message;
      await Promise.race([once(this.#arrived, 'message'), once(deadline, 'abort')]);
      if (deadline.aborted) {
        const seen = this.#inbox.map(({ startLine, header }) => `${startLine} (${header('CSeq')})`);
        throw new Error(`${this.address}: no ${what} in 8 s; waiting: ${seen.join(', ') || 'nothing'}`);
      }
    }
  }

  /** What has arrived and was not asked for. */
  get unexpected(): string[] {
    return this.#inbox.map(({ startLine }) => startLine);
  }

  close(): void {
    this.#socket.close();
  }
}
