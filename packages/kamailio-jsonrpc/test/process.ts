import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A real server that a test has started. */
export class Process {
  readonly #command: readonly [string, ...string[]];
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess;
  readonly #wrote = new EventEmitter();
  #log = '';

  constructor(command: readonly [string, ...string[]], env: NodeJS.ProcessEnv = {}) {
    this.#command = command;
    this.#env = { ...process.env, ...env };
    this.#child = this.#spawn();
  }

  get #name(): string {
    return this.#command[0];
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#name} was not started`);
    return this.#child.pid;
  }

  /** All that it has written so far. */
  get log(): string {
    return this.#log;
  }

  /** Wait until it accepts TCP connections there. @throws What it wrote, where it has ended instead or 15 s are over. */
  async accepting(host: string, port: number): Promise<void> {
    const deadline = Date.now() + 15_000;
    while (!(await accepts(host, port))) {
      if (this.#child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`${this.#name} does not listen on ${host}:${port}\n${this.#log}`);
      }
    }
  }

  /** Wait until it writes that. @throws What it wrote instead, where it has ended or 15 s are over. */
  saying(pattern: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => settle(new Error(`${this.#name} does not say ${pattern}\n${this.#log}`)),
        15_000,
      );
      const settle = (error?: Error) => {
        clearTimeout(timer);
        this.#child.off('exit', ended);
        this.#wrote.off('text', look);
        if (error) reject(error);
        else resolve();
      };
      const ended = () => settle(new Error(`${this.#name} has ended\n${this.#log}`));
      const look = () => {
        if (pattern.test(this.#log)) settle();
      };
      this.#child.once('exit', ended);
      this.#wrote.on('text', look);
      look();
    });
  }

  /** Wait for its own end. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exit;
  }

  /** Ends it and starts it anew, with an empty log. */
  async restart(): Promise<void> {
    await this.stop();
    this.#log = '';
    this.#child = this.#spawn();
  }

  #spawn(): ChildProcess {
    const [name, ...args] = this.#command;
    const child = spawn(name, args, { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        this.#log += text;
        this.#wrote.emit('text');
      });
    }
    return child;
  }
}

const accepts = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, host);
    const settle = (result: boolean, afterMs: number) => {
      socket.destroy();
      setTimeout(resolve, afterMs, result);
    };
    socket.once('connect', () => settle(true, 0));
    socket.once('error', () => settle(false, 20));
  });

/** Above the ports that the kernel gives to clients: nobody takes one of these before its server has it. */
const SERVER_PORTS = { first: 61_000, last: 65_535 };
const given = new Set<number>();

/** A port of 127.0.0.1 that nobody has, for TCP and UDP; each is given once in a run. */
export const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const port = randomInt(SERVER_PORTS.first, SERVER_PORTS.last + 1);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`no free port from ${SERVER_PORTS.first} to ${SERVER_PORTS.last}`);
};

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer();
  const socket = createSocket('udp4');
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    socket.bind(port, '127.0.0.1');
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
    socket.close();
  }
};
