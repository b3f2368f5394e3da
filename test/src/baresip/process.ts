import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DeadlineExceeded, now } from '../clock.ts';
import { type BaresipAccount, type BaresipPlace, baresipAccount, baresipConfig } from './config.ts';
import { encodeNetstring, NetstringDecoder } from './netstring.ts';

/** An event as baresip's ctrl_tcp module reports it. */
export interface BaresipEvent {
  /** Milliseconds since 1970 when it was read from the control socket. */
  at: number;
  /** baresip's name, "CALL_INCOMING", "REGISTER_OK", ... */
  type: string;
  /** The account, `sip:user@domain`. */
  accountaor: string;
  direction?: 'incoming' | 'outgoing';
  peeruri?: string;
  peerdisplayname?: string;
  /** The SIP Call-ID. */
  id?: string;
  param?: string;
}

/** A command was refused by baresip. */
export class CommandFailed extends Error {
  readonly code = 'COMMAND_FAILED';
}

interface Response {
  response: true;
  ok: boolean;
  data: string;
  token: string;
}

const startWithinMs = 5_000;
const partingMs = 300;
const stopWithinMs = 3_000;

/** A baresip process under remote control. Emits `event` with a {@link BaresipEvent}, and `exit`. */
export class Baresip extends EventEmitter<{ event: [BaresipEvent]; exit: [string] }> {
  readonly place: BaresipPlace;
  readonly #process: ChildProcess;
  readonly #socket: Socket;
  readonly #waiting = new Map<string, (response: Response) => void>();
  #tokens = 0;

  private constructor(place: BaresipPlace, child: ChildProcess, socket: Socket) {
    super();
    this.place = place;
    this.#process = child;
    this.#socket = socket;
    const decoder = new NetstringDecoder();
    socket.on('data', (chunk) => {
      for (const text of decoder.push(chunk)) this.#read(JSON.parse(text));
    });
    socket.on('error', () => {}); // the exit of the process tells the same, with a reason
    child.on('exit', (code, signal) => this.emit('exit', `baresip ended (${signal ?? `status ${code}`})`));
  }

  /**
   * Start a process that has no account yet.
   *
   * @param dir - Its own directory; the configuration and `baresip.log` go there.
   * @throws {DeadlineExceeded} Its control socket did not open within five seconds.
   */
  static async start(place: BaresipPlace, dir: string): Promise<Baresip> {
    await mkdir(dir, { recursive: true });
    await writeFile(path.join(dir, 'config'), baresipConfig(place));
    await writeFile(path.join(dir, 'accounts'), '');
    const child = spawn('baresip', ['-4', '-f', dir], { stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(path.join(dir, 'baresip.log'));
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    await once(child, 'spawn');
    return new Baresip(place, child, await open(place.controlPort, child, dir));
  }

  /** The process id. */
  get pid(): number {
    return this.#process.pid as number;
  }

  /**
   * Run a command of baresip's menu.
   *
   * @returns What baresip printed.
   * @throws {CommandFailed} baresip refused it.
   */
  async command(name: string, parameters?: string): Promise<string> {
    const token = String(++this.#tokens);
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const onExit = (reason: string) => reject(new CommandFailed(`${name}: ${reason}`));
    this.once('exit', onExit);
    this.#waiting.set(token, resolve);
    const request =
      parameters === undefined ? { command: name, token } : { command: name, params: parameters, token };
    this.#socket.write(encodeNetstring(JSON.stringify(request)));
    const response = await promise.finally(() => this.off('exit', onExit));
    if (!response.ok)
      throw new CommandFailed(`baresip refused "${name} ${parameters ?? ''}": ${response.data.trim()}`);
    return response.data;
  }

  /** Add an account, and register it if it has a password. Commands that choose by number count accounts from 0. */
  async addAccount(account: BaresipAccount): Promise<void> {
    await this.command('uanew', baresipAccount(account));
  }

  /**
   * End the process. The first signal hangs up and unregisters, but then baresip waits up to half a minute for old
   * transactions (RFC 3261's timer J); the second one ends it.
   */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const again = setTimeout(() => this.#process.kill('SIGTERM'), partingMs);
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), stopWithinMs);
    await exited;
    clearTimeout(again);
    clearTimeout(kill);
    this.#socket.destroy();
  }

  #read(message: Response | (BaresipEvent & { event: true })): void {
    if ('response' in message) {
      this.#waiting.get(message.token)?.(message);
      this.#waiting.delete(message.token);
      return;
    }
    this.emit('event', { ...message, at: now() });
  }
}

const open = async (port: number, child: ChildProcess, dir: string): Promise<Socket> => {
  const deadline = now() + startWithinMs;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return socket.setNoDelay();
    } catch {
      socket.destroy();
      if (child.exitCode !== null)
        throw new CommandFailed(`baresip ended at its start, see ${dir}/baresip.log`);
      if (now() > deadline) {
        child.kill('SIGKILL');
        throw new DeadlineExceeded(`baresip opened no control socket, see ${dir}/baresip.log`);
      }
      await delay(20); // nothing announces that the port is open: try again
    }
  }
};
