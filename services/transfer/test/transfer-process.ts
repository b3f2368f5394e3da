import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '@cordboard/messaging/testing/until';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

/** The real service as a process of its own. */
export class TransferProcess {
  readonly #env: NodeJS.ProcessEnv;
  readonly #health: string;
  #process: ChildProcess | undefined;

  constructor(env: { HEALTH_LISTEN: string } & NodeJS.ProcessEnv) {
    this.#env = { PATH: process.env.PATH, LOG_LEVEL: 'error', ...env };
    this.#health = `http://${env.HEALTH_LISTEN}/readyz`;
  }

  /** Resolves when it takes work. */
  async start(): Promise<void> {
    this.#process = spawn(process.execPath, [MAIN], {
      env: this.#env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    await until(
      'the service is ready',
      async () => (await fetch(this.#health).catch(() => null))?.ok ?? false,
    );
  }

  /** SIGKILL by default: it gets no chance to put anything in order. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return null;
    this.#process = undefined;
    const ended = once(child, 'exit');
    child.kill(signal);
    const [status] = await ended;
    return status;
  }
}
