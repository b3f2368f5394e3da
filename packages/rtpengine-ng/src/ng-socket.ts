import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { type DecodedDict, decode, type EncodableDict, encode } from './bencode.ts';
import { CommandTooLarge, RtpengineClosed, RtpengineError, RtpengineTimeout } from './errors.ts';

/** Where rtpengine is and how long it is waited for. */
export interface NgSocketOptions {
  readonly host: string;
  readonly port: number;
  /** Milliseconds until a command fails with RtpengineTimeout. Default 2,000. */
  readonly timeoutMs?: number;
  /** Milliseconds before the first retransmission; each further one waits twice as long. Default 100. */
  readonly retransmitMs?: number;
}

interface Pending {
  readonly command: string;
  readonly packet: Buffer;
  readonly deadline: number;
  readonly resolve: (reply: DecodedDict) => void;
  readonly reject: (error: Error) => void;
  waitMs: number;
  timer: NodeJS.Timeout;
}

const DEFAULT_TIMEOUT_MS = 2_000;
const DEFAULT_RETRANSMIT_MS = 100;
/** What UDP over IPv4 can carry. */
const MAX_PACKET_BYTES = 65_507;
const SPACE = 0x20;

/**
 * Commands and their replies over one UDP socket. A reply is matched by its cookie. A command without a reply is sent again
 * with the same cookie, for which rtpengine repeats its reply instead of carrying out the command twice.
 */
export class NgSocket {
  readonly #socket: Socket;
  readonly #pending = new Map<string, Pending>();
  readonly #timeoutMs: number;
  readonly #retransmitMs: number;
  // Random, as rtpengine remembers the cookies of a process that has since been started anew.
  readonly #cookiePrefix = randomBytes(6).toString('hex');
  #sent = 0;
  #isClosed = false;

  private constructor(socket: Socket, { timeoutMs, retransmitMs }: NgSocketOptions) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#retransmitMs = retransmitMs ?? DEFAULT_RETRANSMIT_MS;
    socket.on('message', (message) => this.#onMessage(message));
    // "Connection refused" while rtpengine is being restarted: retransmission gets over it, or the deadline tells.
    socket.on('error', () => {});
  }

  /** Open the socket. Succeeds whether or not rtpengine is there. */
  static async open(options: NgSocketOptions): Promise<NgSocket> {
    const socket = createSocket(options.host.includes(':') ? 'udp6' : 'udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(options.port, options.host, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    return new NgSocket(socket, options);
  }

  /**
   * Send a command and wait for its reply.
   *
   * @throws {RtpengineTimeout} Retryable.
   * @throws {RtpengineError} rtpengine refused it.
   * @throws {CommandTooLarge}
   * @throws {RtpengineClosed}
   */
  request(command: string, fields: EncodableDict = {}): Promise<DecodedDict> {
    if (this.#isClosed) return Promise.reject(new RtpengineClosed());
    const cookie = `${this.#cookiePrefix}_${(this.#sent++).toString(36)}`;
    const packet = Buffer.concat([Buffer.from(`${cookie} `), encode({ command, ...fields })]);
    if (packet.length > MAX_PACKET_BYTES) return Promise.reject(new CommandTooLarge(command, packet.length));
    return new Promise((resolve, reject) => {
      this.#pending.set(cookie, {
        command,
        packet,
        deadline: performance.now() + this.#timeoutMs,
        resolve,
        reject,
        waitMs: this.#retransmitMs,
        timer: setTimeout(() => this.#onSilence(cookie), Math.min(this.#retransmitMs, this.#timeoutMs)),
      });
      this.#socket.send(packet);
    });
  }

  /** Close the socket; what is still waited for fails with RtpengineClosed. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const cookie of this.#pending.keys()) this.#take(cookie)?.reject(new RtpengineClosed());
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  #onSilence(cookie: string): void {
    const pending = this.#pending.get(cookie);
    if (!pending) return;
    const remainingMs = pending.deadline - performance.now();
    if (remainingMs <= 0) {
      this.#take(cookie);
      pending.reject(new RtpengineTimeout(pending.command, this.#timeoutMs));
      return;
    }
    this.#socket.send(pending.packet);
    pending.waitMs *= 2;
    pending.timer = setTimeout(() => this.#onSilence(cookie), Math.min(pending.waitMs, remainingMs));
  }

  #onMessage(message: Buffer): void {
    const space = message.indexOf(SPACE);
    const pending = this.#take(message.toString('latin1', 0, Math.max(space, 0)));
    if (!pending) return; // a reply to a retransmission, after the first one's
    try {
      pending.resolve(checked(pending.command, decode(message, space + 1)));
    } catch (error) {
      pending.reject(error as Error);
    }
  }

  #take(cookie: string): Pending | undefined {
    const pending = this.#pending.get(cookie);
    if (!pending) return undefined;
    this.#pending.delete(cookie);
    clearTimeout(pending.timer);
    return pending;
  }
}

const checked = (command: string, reply: ReturnType<typeof decode>): DecodedDict => {
  if (typeof reply !== 'object' || Array.isArray(reply)) {
    throw new RtpengineError(command, 'the reply is no dictionary');
  }
  const dict = reply as DecodedDict;
  if (dict.result === 'ok' || dict.result === 'pong') return dict;
  throw new RtpengineError(command, String(dict['error-reason'] ?? dict.result));
};
