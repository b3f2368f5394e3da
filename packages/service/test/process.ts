import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const DEADLINE_MS = 10_000;

/** A service process under test and what it has logged. */
export interface EchoProcess {
  readonly lines: readonly string[];
  /** Resolves at the first logged line, past or future, that matches. */
  logged(pattern: RegExp, deadlineMs?: number): Promise<void>;
  /** Ends it with a signal; resolves to its exit status, null where the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Its exit status once it has ended. */
  readonly ended: Promise<number | null>;
}

/** Run echo-main as a process of its own. */
export const echo = (env: NodeJS.ProcessEnv): EchoProcess => {
  const main = fileURLToPath(new URL('echo-main.js', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  if (!child.stdout) throw new Error('no stdout');
  const output = createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  const ended = Promise.all([once(child, 'close'), once(output, 'close')]).then(
    ([[status]]) => status as number | null,
  );
  return {
    lines,
    ended,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
    logged: (pattern, deadlineMs = DEADLINE_MS) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = () => lines.some((line) => pattern.test(line)) && resolve();
      const timer = setTimeout(
        () => reject(new Error(`never logged ${pattern}: ${lines.join('\n')}`)),
        deadlineMs,
      );
      waiting.add(look);
      look();
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(look);
      });
    },
  };
};

/** "127.0.0.1:port" that nobody listens on. */
export const freeAddress = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await server[Symbol.asyncDispose]();
  return `127.0.0.1:${port}`;
};
