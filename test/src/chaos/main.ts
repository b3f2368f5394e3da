/** `npm run chaos [-- --sample N] [--seed N] [--only TEXT]`: kill -9 of everybody at every moment; test/README.md. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startStack } from '@cordboard/local';
import { optionsOf, refuse, wholeNumber } from '../command-line.ts';
import { Lab } from '../lab.ts';
import { Leftovers } from '../leftovers.ts';
import { anySeed, randomOf, sample } from '../random.ts';
import { root, testSite } from '../test-site.ts';
import { cells, nameOf, play } from './cells.ts';

const USAGE = `npm run chaos [-- options]

  --only TEXT   moments whose name has this in it, e.g. "hash, conference" (all)
  --sample N    so many of them, chosen at random (all)
  --seed N      the same sample again (another one each time)`;

const {
  only = '',
  sample: size,
  seed = anySeed(),
} = optionsOf(USAGE, { only: String, sample: wholeNumber(1), seed: wholeNumber(0) });
const matching = cells.filter((cell) => nameOf(cell).includes(only));
if (matching.length === 0) refuse(`No moment has "${only}" in its name.`, USAGE);
const chosen = size === undefined ? matching : sample(randomOf(seed), matching, size);

/** Milliseconds in which everything must be gone: a hang-up that got lost is found by 90 s of silence, and the next sweep. */
const goneWithinMs = 130_000;

const stack = await startStack(testSite);
const dir = await mkdtemp(path.join(tmpdir(), 'chaos-'));
const lab = await Lab.open({ audioDir: path.join(root, 'audio'), dir });
const leftovers = await Leftovers.open(stack);
console.log(`${chosen.length} of ${cells.length} moments${size === undefined ? '' : `, seed ${seed}`}`);
let failed = 0;
try {
  for (const cell of chosen) {
    const began = performance.now();
    const known = await leftovers.find();
    try {
      await play(lab, stack, cell);
      await lab.clear();
      await leftovers.expectNone(known, goneWithinMs);
      console.log(`  ✔ ${nameOf(cell)} (${Math.round(performance.now() - began)} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`  ✘ ${nameOf(cell)}\n${error instanceof Error ? error.message : error}\n${lab.story()}`);
      await lab.clear();
    }
  }
  console.log(`${chosen.length - failed} went on as if nothing had happened, ${failed} did not`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await lab.close();
  await leftovers.close();
  await stack.stop();
}
