/** `npm test` and `npm run test:<phase>`: sets up what is missing, then runs the phases in isolations. */

import { runCommand } from './setup/command.mjs';
import { parts, sumUp } from './setup/counts.mjs';
import { logDirectory, runIsolated } from './setup/isolation.mjs';
import { checkMachine } from './setup/preconditions.mjs';
import { provideRuntime } from './setup/runtime.mjs';
import { provideWorkspace } from './setup/workspace.mjs';

/** End-to-end tests that run at the same time: most of a scenario is listening. */
const LABORATORIES = 2;

const args = process.argv.slice(2);
const phase = ['unit', 'int', 'e2e'].includes(args[0]) ? args.shift() : undefined;
/** Whoever picks some tests wants to watch them, one after another. */
const isWhole = args.length === 0;

const run = (runtime, name, phases, options = {}) =>
  runIsolated({
    name,
    runtime,
    command: ['node', 'deploy/local/phases.mjs', ...phases, ...args],
    keepLogsOnFailure: true,
    ...options,
    env: {
      CORDBOARD_LOGS: logDirectory(name),
      ...(process.stdout.isTTY && { FORCE_COLOR: '1' }), // it passes through our hands
      ...options.env,
    },
  });

/** All end-to-end tests, shared out; the first laboratory is seen at work, the others report when they are done. */
const runLaboratories = async (runtime, name) => {
  const laboratories = Array.from({ length: LABORATORIES }, async (_, index) => {
    const part = parts({ live: index === 0 });
    const env = { CORDBOARD_PART: `${index + 1}/${LABORATORIES}` };
    await run(runtime, `${name}-${index + 1}`, ['e2e'], { env, onOutput: part.onOutput });
    return part;
  });
  return Promise.all(laboratories);
};

await runCommand(async () => {
  checkMachine();
  const runtime = await provideRuntime();
  await provideWorkspace(runtime);
  const name = `test-${process.pid}`;
  if (!isWhole || (phase !== undefined && phase !== 'e2e')) return run(runtime, name, phase ? [phase] : []);

  const first = parts({ live: true });
  if (phase === undefined) {
    await run(runtime, name, ['unit', 'int'], { env: { CORDBOARD_PART: 'all' }, onOutput: first.onOutput });
  }
  const laboratories = await runLaboratories(runtime, name);
  return sumUp(phase === undefined ? [first, ...laboratories] : laboratories);
});
