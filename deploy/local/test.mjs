/** `npm test` and `npm run test:<phase>`: sets up what is missing, then runs the phases in isolations. */
import { runCommand } from './setup/command.mjs';
import { parts, sumUp } from './setup/counts.mjs';
import { logDirectory, runIsolated } from './setup/isolation.mjs';
import { checkMachine } from './setup/preconditions.mjs';
import { provideRuntime } from './setup/runtime.mjs';
import { provideWorkspace } from './setup/workspace.mjs';

/** Isolations in which integration and end-to-end tests run at the same time: most of both is waiting. */
const SHARES = 2;

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

/** A phase, shared out: one share is seen at work, the others report when they are done. */
const runShares = async (runtime, name, shared) => {
  const running = Array.from({ length: SHARES }, async (_, index) => {
    const part = parts({ live: index === 0 });
    const env = { CORDBOARD_PART: `${index + 1}/${SHARES}` };
    await run(runtime, `${name}-${shared}-${index + 1}`, [shared], { env, onOutput: part.onOutput });
    return part;
  });
  const shares = await Promise.all(running);
  for (const share of shares) share.show();
  return shares;
};

await runCommand(async () => {
  checkMachine();
  const runtime = await provideRuntime();
  await provideWorkspace(runtime);
  const name = `test-${process.pid}`;
  if (!isWhole || phase === 'unit') return run(runtime, name, phase ? [phase] : []);
  if (phase !== undefined) return sumUp(await runShares(runtime, name, phase));

  const unit = parts({ live: true });
  await run(runtime, name, ['unit'], { env: { CORDBOARD_PART: 'all' }, onOutput: unit.onOutput });
  const shares = [];
  for (const shared of ['int', 'e2e']) shares.push(...(await runShares(runtime, name, shared)));
  return sumUp([unit, ...shares]);
});
