/**
 * Runs the test phases inside the isolation: `node phases.mjs [unit|int|e2e] [mocha options]`, all phases if none is named.
 * The last line is the sum of all: `N passed, N failed`, with `, N skipped` where there are some.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const all = ['unit', 'int', 'e2e'];
const args = process.argv.slice(2);
const chosen = all.includes(args[0]) ? [args.shift()] : all;

/** One phase's counts; a mocha that ends without having counted is a failure itself. */
const runPhase = (phase) => {
  const counts = `/tmp/counts-${phase}.json`;
  const { status } = spawnSync(
    'node_modules/.bin/mocha',
    ['--config', `.mocharc.${phase}.json`, '--reporter', 'deploy/local/setup/counting-reporter.cjs', ...args],
    { stdio: 'inherit', env: { ...process.env, CORDBOARD_TEST_COUNTS: counts } },
  );
  const counted = existsSync(counts)
    ? JSON.parse(readFileSync(counts, 'utf8'))
    : { passed: 0, failed: 0, skipped: 0 };
  const brokeOff = status !== 0 && counted.failed === 0;
  return brokeOff ? { ...counted, failed: 1 } : counted;
};

const results = chosen.map(runPhase);
const sum = (key) => results.reduce((total, counts) => total + counts[key], 0);
const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(sum);
if (passed + failed === 0) console.error('No test was run.');
if (failed > 0)
  console.error(
    `The logs of the components are kept in ${process.env.CORDBOARD_LOGS ?? '/run/cordboard/log'}`,
  );
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
