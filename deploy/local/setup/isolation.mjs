import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SetupFailure } from './failure.mjs';
import { firstProcess, namespacePath, removeTraces } from './namespace.mjs';
import { repository } from './paths.mjs';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Host directory that is /run/cordboard/log inside. */
export const logDirectory = (name) => `/var/log/cordboard/${name}`;

/** Milliseconds that the command has to end after it was asked to. */
const graceMs = 10_000;
/** Process 1 misses a signal that comes before it listens, so it is told again. */
const repeatMs = 250;

/**
 * Runs a command in a network, mount, process and IPC namespace of its own, with the runtime as its root and the repository at
 * /cordboard. However it ends, and however this process ends, nothing of it stays.
 *
 * @param {object} options
 * @param {string} options.name Network namespace, for `ip netns exec`.
 * @param {string} options.runtime Root file system, see runtime.mjs.
 * @param {string[]} options.command
 * @param {Record<string, string>} [options.env] Added to the few variables that are let through.
 * @param {'inherit' | 'ignore'} [options.stdin]
 * @param {(text: Buffer) => void} [options.onOutput] Gets what the command writes, instead of the terminal.
 * @param {string} [options.tenantDirectory] Host directory that is /run/cordboard/tenant inside.
 * @param {boolean} [options.keepLogsOnFailure] They stay in `logDirectory(name)` if the command fails.
 * @returns {Promise<number>} Exit status, 128 + n where signal n ended the command.
 * @throws {SetupFailure} The name is in use.
 */
export const runIsolated = async (options) => {
  const { name, runtime, command, env = {}, stdin = 'ignore', tenantDirectory = '', onOutput } = options;
  const guard = await startGuard(name);
  const launcher = spawn(
    'setpriv',
    // The launcher dies with this process even if the guard is gone, and takes process 1 with it.
    ['--pdeathsig', 'KILL', 'nsenter', `--net=${namespacePath(name)}`]
      .concat(['unshare', '--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child'])
      .concat([
        'sh',
        here('inside.sh'),
        runtime,
        repository,
        logDirectory(name),
        tenantDirectory,
        ...command,
      ]),
    {
      stdio: [stdin, onOutput ? 'pipe' : 'inherit', onOutput ? 'pipe' : 'inherit'],
      env: { ...letThrough(), ...env },
    },
  );
  for (const stream of onOutput ? [launcher.stdout, launcher.stderr] : []) stream.on('data', onOutput);
  const forward = forwardSignals(launcher);
  guard.ended.then(() => launcher.kill('SIGKILL')); // nothing runs unguarded
  try {
    const [code, signal] = await once(launcher, 'close');
    const status = code ?? 128 + constants.signals[signal];
    if (options.keepLogsOnFailure && failed(status)) guard.stdin.write('keep\n');
    return status;
  } finally {
    guard.stdin.end();
    const [guardStatus] = await guard.ended;
    if (guardStatus !== 0) await removeTraces(name, logDirectory(name));
    forward.stop();
  }
};

/** Whether an exit status says that the command was told to end (SIGHUP, SIGINT, SIGTERM), which is no failure of it. */
export const interrupted = (status) => [129, 130, 143].includes(status);

/** Whether an exit status is a failure's, after which logs are worth keeping. */
export const failed = (status) => status !== 0 && !interrupted(status);

/** Like `runIsolated`, quietly. @returns {Promise<{ status: number, output: string }>} */
export const captureIsolated = async (options) => {
  let output = '';
  const status = await runIsolated({
    ...options,
    onOutput: (text) => {
      output += text;
    },
  });
  return { status, output };
};

/**
 * Runs a command within an isolation that is up.
 *
 * @returns {Promise<number>} Exit status.
 * @throws {SetupFailure} None runs under that name.
 */
export const joinIsolated = async (name, command) => {
  const pid = firstProcess(name);
  if (pid === undefined)
    throw new SetupFailure(`No stack runs under the name "${name}".`, 'npm start starts one.');
  const enter = ['--target', String(pid), '--mount', '--pid', '--net', '--ipc', '--uts'];
  const inRepository = ['sh', '-c', 'cd /cordboard && exec "$@"', 'sh', ...command];
  const joined = spawn('nsenter', [...enter, ...inRepository], { stdio: 'inherit', env: letThrough() });
  const [code, signal] = await once(joined, 'exit');
  return code ?? 128 + constants.signals[signal];
};

const startGuard = async (name) => {
  const guard = spawn(process.execPath, [here('guard.mjs'), name, logDirectory(name)], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  guard.stdin.on('error', () => {}); // a guard that died is noticed by its end
  guard.ended = once(guard, 'exit');
  const lines = createInterface({ input: guard.stdout });
  const [answer] = await Promise.race([once(lines, 'line'), guard.ended.then(() => ['failed'])]);
  lines.close();
  if (answer === 'ready') return guard;
  if (answer.startsWith('taken'))
    throw new SetupFailure(
      `The name "${name}" is in use: process ${answer.slice('taken '.length)} runs a stack under it.`,
      'End that one first, or choose another name with --name.',
    );
  throw new SetupFailure(
    `The network namespace "${name}" could not be made.`,
    'This needs a kernel with namespaces and the right to make them (in a container: --privileged).',
  );
};

/**
 * Hands signals on to process 1 of the namespace: Ctrl-C reaches it anyway where there is a terminal, `kill` reaches only us.
 * A command that does not heed is ended by force.
 */
const forwardSignals = (launcher) => {
  let again;
  let force;
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const handler = () => {
      const tell = () => {
        for (const pid of childrenOf(launcher.pid)) process.kill(pid, signal);
      };
      tell();
      again ??= setInterval(tell, repeatMs);
      force ??= setTimeout(() => launcher.kill('SIGKILL'), graceMs);
    };
    process.on(signal, handler);
    return [signal, handler];
  });
  return {
    stop: () => {
      clearInterval(again);
      clearTimeout(force);
      for (const [signal, handler] of handlers) process.off(signal, handler);
    },
  };
};

const childrenOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

/** The runtime is the same on every machine, so little of the host's environment may matter in it. */
const letThrough = () => {
  const names = Object.keys(process.env).filter((name) =>
    /^(CORDBOARD_.*|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|CI|LOG_LEVEL)$/.test(name),
  );
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/cordboard/node_modules/.bin',
    HOME: '/root',
    LANG: 'C.UTF-8',
    ...Object.fromEntries(names.map((name) => [name, process.env[name]])),
  };
};
