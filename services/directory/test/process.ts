import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface, type Interface } from 'node:readline';

const DEADLINE_MS = 15_000;

/** A process under test, or one that a test needs, and what it has said. */
export interface Process {
  readonly lines: readonly string[];
  /** Resolves at the first line, past or future, that matches. */
  said(pattern: RegExp): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** End it; resolves to its exit status, null where the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  readonly ended: Promise<number | null>;
}

/** Start a program. PATH is all that it inherits. */
export const start = (command: readonly string[], env: NodeJS.ProcessEnv = {}): Process => {
  const [program = '', ...args] = command;
  const child: ChildProcess = spawn(program, args, {
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const outputs = [child.stdout, child.stderr].flatMap((input): Interface[] =>
    input ? [createInterface(input)] : [],
  );
  for (const output of outputs) {
    output.on('line', (line) => {
      lines.push(line);
      for (const look of waiting) look();
    });
  }
  const closed: Promise<unknown[]>[] = [
    once(child, 'close'),
    ...outputs.map((output) => once(output, 'close')),
  ];
  const ended = Promise.all(closed).then(([closing]) => closing?.[0] as number | null);
  return {
    lines,
    ended,
    signal: (signal) => void child.kill(signal),
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
    said: (pattern) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const look = () => {
        const line = lines.find((said) => pattern.test(said));
        if (line !== undefined) resolve(line);
      };
      const timer = setTimeout(
        () => reject(new Error(`${program} never said ${pattern}:\n${lines.join('\n')}`)),
        DEADLINE_MS,
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

/** A port of 127.0.0.1 that nobody listens on. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await server[Symbol.asyncDispose]();
  return port;
};
