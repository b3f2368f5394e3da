import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { logDirectory } from '../setup/isolation.mjs';
import { namespaceExists, occupants } from '../setup/namespace.mjs';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Milliseconds within which a command must say, end or leave what is expected of it. */
const patienceMs = 60_000;
/** Milliseconds that cleaning up may take once a command has ended. */
const cleanMs = 3_000;

export const host = {
  enter: here('../enter.mjs'),
  /** In a private mount namespace: apt knows just one mirror, and nobody answers there; the cache is empty. */
  brokenApt: [
    'mount -t tmpfs tmpfs /etc/apt/sources.list.d',
    'echo "deb http://127.0.0.1:9/debian $(. /etc/os-release; echo $VERSION_CODENAME) main" >/tmp/sources.$$',
    'touch /etc/apt/sources.list; mount --bind /tmp/sources.$$ /etc/apt/sources.list; rm /tmp/sources.$$',
    'mount -t tmpfs -o size=3g tmpfs /mnt; export CORDBOARD_CACHE=/mnt',
  ].join('; '),
  withoutMmdebstrap: [
    'mount -t tmpfs tmpfs /media && mkdir /media/upper /media/work',
    'mount -t overlay -o lowerdir=/usr/bin,upperdir=/media/upper,workdir=/media/work overlay /usr/bin',
    'rm -f /usr/bin/mmdebstrap',
  ].join('; '),
  temporaryDirectory: () => mkdtempSync(join(tmpdir(), 'cordboard-check-')),
  remove: (path) => rmSync(path, { recursive: true, force: true }),
};

/** A throw-away isolation that runs a command. */
export const enter = (command, options = {}) => {
  const name = options.name ?? `check-${Command.count}`;
  return new Command(name, [process.execPath, host.enter, '--name', name, '--', ...command], options);
};

/** `npm start` without npm around it. */
export const start = (args, options = {}) => {
  const name = `check-${Command.count}`;
  return new Command(name, [process.execPath, here('../start.mjs'), '--name', name, ...args], options);
};

/** One of our commands, run as a terminal would: leader of its own process group. */
export class Command {
  static count = 0;
  static #all = new Set();

  output = '';
  ended;
  #child;
  /** In the environment of every process that the command starts, so that each can be found. */
  #mark = `CORDBOARD_MARK=${randomUUID()}`;

  constructor(name, command, { env = {}, prepare } = {}) {
    Command.count++;
    this.name = name;
    const [mark, value] = this.#mark.split('=');
    const prepared =
      prepare === undefined ? command : ['unshare', '--mount', 'sh', '-c', prepare, 'sh', ...command];
    this.#child = spawn(prepared[0], prepared.slice(1), {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env, [mark]: value },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.on('data', (text) => {
        this.output += text;
      });
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => resolve({ status: code ?? signal, output: this.output }));
    });
    Command.#all.add(this);
  }

  get pid() {
    return this.#child.pid;
  }

  kill(signal) {
    this.#child.kill(signal);
  }

  /** What a terminal does on Ctrl-C. */
  interruptGroup() {
    process.kill(-this.pid, 'SIGINT');
  }

  /** Waits until the command has written these words. */
  async says(words) {
    await until(
      () => this.output.includes(words),
      () => `it never said "${words}", but:\n${this.output}`,
      patienceMs,
    );
  }

  /** Waits a time that is no event's, to hit a start at any point of it. */
  async after(delayMs) {
    await pause(delayMs);
  }

  /** Ends it in the given way and waits until its process has ended. */
  async endsBy(end) {
    await end(this);
    const late = pause(patienceMs, 'late', { ref: false });
    if ((await Promise.race([this.ended, late])) === 'late')
      throw new Error(`it did not end:\n${this.output}`);
  }

  /** Waits until no process, namespace, mount or log directory of the command is left. */
  async leavesNothing() {
    await until(
      () => this.#left().length === 0,
      () => `left behind: ${this.#left().join(', ')}`,
      cleanMs,
    );
  }

  /** The process of this command whose command line matches. */
  async find(pattern) {
    const matching = () => this.#processes().find((pid) => new RegExp(pattern).test(commandLine(pid)));
    await until(
      () => matching() !== undefined,
      () => `no process ${pattern}`,
      patienceMs,
    );
    return matching();
  }

  /** Ends whatever a failed check has left running. */
  static async endAll() {
    for (const command of Command.#all) for (const pid of command.#processes()) process.kill(pid, 'SIGKILL');
    Command.#all.clear();
  }

  #processes() {
    const marked = readdirSync('/proc').filter(
      (entry) => /^\d+$/.test(entry) && environment(entry).includes(this.#mark),
    );
    return [...new Set([...marked.map(Number), ...occupants(this.name)])];
  }

  #left() {
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    return [
      ...this.#processes().map((pid) => `process ${pid} (${commandLine(pid)})`),
      ...mounts.filter((line) => line.includes(`/${this.name} `)).map((line) => `mount ${line}`),
      ...(namespaceExists(this.name) ? [`namespace ${this.name}`] : []),
      ...(existsSync(logDirectory(this.name)) ? [logDirectory(this.name)] : []),
    ];
  }
}

const until = async (condition, complaint, deadlineMs) => {
  const deadline = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(complaint());
    await pause(10);
  }
};

const readOf = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // ended since
  }
};
const environment = (pid) => readOf(pid, 'environ').split('\0');
const commandLine = (pid) => readOf(pid, 'cmdline').replaceAll('\0', ' ').trim();
