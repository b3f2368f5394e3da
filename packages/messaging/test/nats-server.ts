import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectBus } from '../src/index.ts';

// From dist/test back to the repository.
const CONFIG = fileURLToPath(new URL('../../../../deploy/nats/nats.conf', import.meta.url));

/** A real nats-server of its own, with the configuration that ships, on a free port and an empty store. */
export class NatsServer {
  readonly address: string;
  readonly #store: string;
  #process: ChildProcess;

  private constructor(address: string, store: string) {
    this.address = address;
    this.#store = store;
    this.#process = this.#spawn();
  }

  static async start(): Promise<NatsServer> {
    const store = await mkdtemp(join(tmpdir(), 'cordboard-nats-'));
    const server = new NatsServer(await freeAddress(), store);
    await server.#ready();
    return server;
  }

  /** kill -9, and a new process on the same store and port. */
  async restart(): Promise<void> {
    await this.kill();
    await this.revive();
  }

  /** kill -9. The store stays. */
  kill(): Promise<void> {
    return this.#end();
  }

  /** After `kill`: a new process on the same store and port. */
  async revive(): Promise<void> {
    this.#process = this.#spawn();
    await this.#ready();
  }

  async stop(): Promise<void> {
    await this.#end();
    await rm(this.#store, { recursive: true });
  }

  #spawn(): ChildProcess {
    const env = { ...process.env, NATS_LISTEN: this.address, NATS_STORE: this.#store };
    return spawn('nats-server', ['-c', CONFIG], { env, stdio: 'ignore' });
  }

  async #ready(): Promise<void> {
    const bus = await connectBus({ servers: this.address, name: 'ready', deadlineMs: 10_000 });
    await bus.close();
  }

  async #end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }
}

/** "127.0.0.1:port" that nobody listens on. */
export const freeAddress = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
};
