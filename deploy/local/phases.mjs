/**
 * Runs the test phases inside the isolation: `node phases.mjs [unit] [int] [e2e] [mocha options]`, all phases if none is named.
 * The last line is the sum of all. CORDBOARD_PART says that this is a part of something larger: `all` of these phases, or only
 * the first of two shares of their files, `1/2`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { COUNTS, conclude } from './setup/counts.mjs';

const all = ['unit', 'int', 'e2e'];
const args = process.argv.slice(2);
const chosen = [];
while (all.includes(args[0])) chosen.push(args.shift());
const [part, parts] = (process.env.CORDBOARD_PART ?? 'all').split('/').map(Number);

/**
 * How long a file takes, about: scenes with phones are played one after another and take some seconds each, all else is as long as its text. A file whose
 * scenes are out of the ordinary says so.
 */
const weigh = (file) => {
  const text = readFileSync(file, 'utf8');
  const [, said] = /^\/\/ As long as (\d+) usual scenes\.$/m.exec(text) ?? [];
  if (said) return Number(said);
  return text.match(/^ *(scenario|row)\(/gm)?.length ?? text.length;
};

/** mocha's options that leave out the files of other shares. The heaviest file first, each to whoever has least. */
const ofThisShare = (phase) => {
  if (!parts) return [];
  const { spec } = JSON.parse(readFileSync(`.mocharc.${phase}.json`, 'utf8'));
  const files = globSync(spec).map((file) => ({ file, weight: weigh(file) }));
  const shares = Array.from({ length: parts }, () => ({ weight: 0, files: [] }));
  for (const { file, weight } of files.sort((a, b) => b.weight - a.weight || a.file.localeCompare(b.file))) {
    const lightest = shares.reduce((least, share) => (share.weight < least.weight ? share : least));
    lightest.weight += weight;
    lightest.files.push(file);
  }
  const others = shares.filter((_, index) => index !== part - 1).flatMap((share) => share.files);
  return others.flatMap((file) => ['--ignore', file]);
};

/** One phase's counts; a mocha that ends without having counted is a failure itself. */
const runPhase = (phase) => {
  const counts = `/tmp/counts-${phase}.json`;
  const { status } = spawnSync(
    'node_modules/.bin/mocha',
    ['--config', `.mocharc.${phase}.json`, '--reporter', 'deploy/local/setup/counting-reporter.cjs'].concat(
      ofThisShare(phase),
      args,
    ),
    { stdio: 'inherit', env: { ...process.env, CORDBOARD_TEST_COUNTS: counts } },
  );
  const counted = existsSync(counts)
    ? JSON.parse(readFileSync(counts, 'utf8'))
    : { passed: 0, failed: 0, skipped: 0 };
  const brokeOff = status !== 0 && counted.failed === 0;
  return brokeOff ? { ...counted, failed: 1 } : counted;
};

const results = (chosen.length > 0 ? chosen : all).map(runPhase);
const sum = (key) => results.reduce((total, counts) => total + counts[key], 0);
const counts = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
if (counts.failed > 0)
  console.error(
    `The logs of the components are kept in ${process.env.CORDBOARD_LOGS ?? '/run/cordboard/log'}`,
  );
if (process.env.CORDBOARD_PART) {
  console.log(COUNTS + JSON.stringify(counts));
  process.exitCode = counts.failed === 0 ? 0 : 1;
} else {
  process.exitCode = conclude(counts);
}
