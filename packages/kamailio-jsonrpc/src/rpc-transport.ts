import { Pool } from 'undici';
import { KamailioFault, KamailioTimeout, KamailioUnreachable } from './errors.ts';

/** Where Kamailio listens for JSON-RPC and what it asks of us. */
export type RpcOptions = {
  /** For example `http://127.0.0.1:5061/RPC`. */
  readonly url: string;
  /** Sent as `Authorization: Bearer …` (RFC 6750 §2.1). */
  readonly secret: string;
  /** Milliseconds until a call is given up, > 0. Default 2_000. */
  readonly timeoutMs?: number;
  /** Connections kept open, >= 1. Default 4: Kamailio's TCP workers are no more. */
  readonly connections?: number;
};

type Reply = { result?: unknown; error?: { code: number; message: string } };

/** JSON-RPC 2.0 over HTTP connections that stay open. */
export class RpcTransport {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #headers: Record<string, string>;
  readonly #timeoutMs: number;
  #id = 0;

  constructor({ url, secret, timeoutMs = 2_000, connections = 4 }: RpcOptions) {
    const { origin, pathname } = new URL(url);
    this.#pool = new Pool(origin, { connections, keepAliveTimeout: 30_000, connect: { timeout: timeoutMs } });
    this.#path = pathname;
    this.#headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` };
    this.#timeoutMs = timeoutMs;
  }

  /**
   * @throws {KamailioFault} Kamailio answered with an error.
   * @throws {KamailioTimeout} No whole answer within `timeoutMs`.
   * @throws {KamailioUnreachable} The connection was refused or broke.
   */
  async call(method: string, params: readonly unknown[]): Promise<unknown> {
    const { status, text } = await this.#post(
      method,
      JSON.stringify({ jsonrpc: '2.0', id: ++this.#id, method, params }),
    );
    const reply = parse(text);
    if (reply?.error) throw new KamailioFault(method, reply.error.code, reply.error.message);
    if (!reply || status >= 300) throw new KamailioFault(method, status, text.slice(0, 200));
    return reply.result;
  }

  async #post(method: string, body: string): Promise<{ status: number; text: string }> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    try {
      const response = await this.#pool.request({
        method: 'POST',
        path: this.#path,
        headers: this.#headers,
        body,
        signal,
      });
      return { status: response.statusCode, text: await response.body.text() };
    } catch (error) {
      if (signal.aborted) throw new KamailioTimeout(method, this.#timeoutMs);
      throw new KamailioUnreachable(method, error);
    }
  }

  /** Let calls in progress end, then close the connections. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}

const parse = (text: string): Reply | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // an HTTP error page, such as 403 Forbidden
  }
};
