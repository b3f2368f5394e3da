import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ComponentName, ComponentSpec } from './components.ts';
import { readable } from './log-line.ts';
import { untilReady } from './probes.ts';

/** Milliseconds that a component has to be ready, or to end when it is told to. */
const READY_MS = 20_000;
const STOP_MS = 5_000;
/** What a shell gives as the status of a program that cannot be run. */
const NOT_FOUND = 127;
/** Lines of its log that a failure shows. */
const LAST_LINES = 15;

/** A component did not come up. Its message ends with the last lines of its log. */
export class ComponentFailed extends Error {
  readonly code = 'COMPONENT_FAILED';
  readonly component: string;
  readonly logFile: string;

  constructor(component: string, what: string, logFile: string, lastLines: string) {
    super(`${component} ${what}. The end of its log:\n${lastLines}`);
    this.name = 'ComponentFailed';
    this.component = component;
    this.logFile = logFile;
  }
}

/** How a process ended that was not asked to. */
export interface Death {
  readonly component: ComponentName;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One component of the stack: a process with a log, started, watched and ended. */
export class Component {
  readonly spec: ComponentSpec;
  readonly logFile: string;
  readonly #onDeath: (death: Death) => void;
  #process: ChildProcess | undefined;
  #prepared = false;
  /** Processes that end because they were told to. */
  readonly #dismissed = new WeakSet<ChildProcess>();

  constructor(spec: ComponentSpec, logFile: string, onDeath: (death: Death) => void) {
    this.spec = spec;
    this.logFile = logFile;
    this.#onDeath = onDeath;
  }

  /** Process id, undefined while it does not run. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Starts the process and waits until it is ready. Does nothing if it runs.
   *
   * @param env - Added to its environment, this time only.
   * @throws {ComponentFailed}
   */
  async start(env: NodeJS.ProcessEnv = {}): Promise<void> {
    if (this.#process !== undefined) return;
    if (!this.#prepared) await this.spec.prepare?.();
    this.#prepared = true;
    const child = this.#spawn(env);
    const late = AbortSignal.timeout(READY_MS);
    const ended = new AbortController();
    for (const event of ['exit', 'error']) child.once(event, () => ended.abort());
    try {
      await untilReady(this.spec.ready, AbortSignal.any([late, ended.signal]));
    } catch {
      const what = late.aborted ? `was not ready after ${READY_MS / 1000} s` : 'ended while it started';
      await this.stop();
      throw new ComponentFailed(this.spec.name, what, this.logFile, await this.#lastLines());
    }
  }

  /** Tells the process to end, by force after 5 s, and waits for it. */
  async stop(): Promise<void> {
    const force = setTimeout(() => this.#send('SIGKILL'), STOP_MS);
    try {
      await this.kill(this.spec.stopSignal ?? 'SIGTERM');
    } finally {
      clearTimeout(force);
    }
  }

  /** Sends a signal that ends the process (SIGKILL to all of its children as well) and waits until it has ended. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    this.#dismissed.add(child);
    const ended = once(child, 'exit');
    this.#send(signal);
    await ended;
  }

  #send(signal: NodeJS.Signals): void {
    const pid = this.pid;
    if (pid === undefined) return;
    // Each component leads a process group. Only SIGKILL goes to all of it: the leader tells its children the rest itself.
    process.kill(signal === 'SIGKILL' ? -pid : pid, signal);
  }

  #spawn(env: NodeJS.ProcessEnv): ChildProcess {
    const log = openSync(this.logFile, 'a');
    const [command, ...args] = this.spec.command;
    const child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...inherited(), ...this.spec.env, ...env },
    });
    closeSync(log);
    this.#process = child;
    child.once('error', ({ message }) => {
      appendFileSync(this.logFile, `${message}\n`); // there is no process that could have said it
      this.#ended(child, NOT_FOUND, null);
    });
    child.once('exit', (code, signal) => this.#ended(child, code, signal));
    return child;
  }

  #ended(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#process === child) this.#process = undefined;
    if (!this.#dismissed.has(child)) this.#onDeath({ component: this.spec.name, code, signal });
  }

  async #lastLines(): Promise<string> {
    const text = await readFile(this.logFile, 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-LAST_LINES).map(readable).join('\n');
  }
}

/** What every process gets of our own environment; the rest a component names itself. */
const inherited = (): NodeJS.ProcessEnv => {
  const { PATH, HOME, LANG, LOG_LEVEL, OTEL_EXPORTER_OTLP_ENDPOINT } = process.env;
  return { PATH, HOME, LANG, LOG_LEVEL, OTEL_EXPORTER_OTLP_ENDPOINT };
};
