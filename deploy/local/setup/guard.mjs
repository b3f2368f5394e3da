/**
 * The process that makes and removes whatever one isolation puts on the host: its network namespace and its log directory.
 *
 * It is a session of its own, so that Ctrl-C does not reach it, and its standard input is a pipe from the command that
 * started it: when that closes, for whatever reason (a normal end, a signal, `kill -9`), the guard ends all that is left
 * and cleans up. So there is one way out and every end takes it.
 *
 * Arguments: name, log directory. Prints one line: `ready` or `taken <pid>`. A line `keep` on its input keeps the logs.
 */
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { takeLock } from './lock.mjs';
import { createNamespace, occupants, removeTraces } from './namespace.mjs';

const [name, logDirectory] = process.argv.slice(2);
const parent = process.ppid;
let ending = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.stdout.on('error', () => {}); // the reader may be gone; its end is noticed on standard input

const claim = async () => {
  for (;;) {
    const lock = await takeLock(`stack/${name}`, () => (ending ? 'ending' : String(parent)));
    if ('release' in lock) return lock;
    if (lock.holder !== 'ending') return refuse(lock.holder);
    await lock.released;
  }
};

const refuse = (pid) => {
  console.log(`taken ${pid}`);
  process.exit(1);
};

const lock = await claim();
const strangers = occupants(name);
if (strangers.length > 0) refuse(strangers[0]);

let keepLogs = false;
await removeTraces(name, logDirectory); // of one that was ended together with its guard
mkdirSync(logDirectory, { recursive: true, mode: 0o755 });
createNamespace(name);
console.log('ready');

for await (const line of createInterface({ input: process.stdin })) keepLogs ||= line === 'keep';

ending = true;
await removeTraces(name, logDirectory, keepLogs);
lock.release();
process.exit(0);
