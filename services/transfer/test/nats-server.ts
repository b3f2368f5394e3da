import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectBus } from '@cordboard/messaging';

// From dist/test back to the repository.
const CONFIG = fileURLToPath(new URL('../../../../deploy/nats/nats.conf', import.meta.url));

/** A real nats-server with the configuration that ships, on a free port and an empty store. */
export class NatsServer {
  readonly address: string;
  readonly #store: string;
  readonly #process: ChildProcess;

  private constructor(address: string, store: string) {
    this.address = address;
    this.#store = store;
    const env = { ...process.env, NATS_LISTEN: address, NATS_STORE: store };
    this.#process = spawn('nats-server', ['-c', CONFIG], { env, stdio: 'ignore' });
  }

  static async start(): Promise<NatsServer> {
    const store = await mkdtemp(join(tmpdir(), 'cordboard-transfer-'));
    const server = new NatsServer(await freeAddress(), store);
    const bus = await connectBus({ servers: server.address, name: 'ready', deadlineMs: 10_000 });
    await bus.close();
    return server;
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
    await rm(this.#store, { recursive: true });
  }
}

/** "127.0.0.1:port" that nobody listens on. */
export const freeAddress = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await server[Symbol.asyncDispose]();
  return `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
};
