import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Kept of what a tool says, for the case that it fails. */
const keptLines = 200;

/**
 * Runs a tool to its end, quietly. It dies with this process.
 *
 * @param {string[]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options]
 * @returns {Promise<{ status: number, output: string }>} Never rejects for a tool that fails: the caller knows what that means.
 */
export const run = async (command, { cwd, env, onLine = () => {} } = {}) => {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = [];
  const keep = (line) => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    onLine(line);
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', keep);
  const [code] = await once(child, 'close');
  return { status: code ?? 1, output: lines.join('\n') };
};

/** Wraps a command so that everything it starts ends with it, and mounts it makes are seen by nobody else. */
export const contained = (command) => [
  'unshare',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
  '--mount-proc',
  ...command,
];
