/** `npm run chaos [-- --sample N] [--seed N] [--only TEXT]`: kill -9 of everybody at every moment; test/README.md. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startStack } from '@cordboard/local';
import { Lab } from '../lab.ts';
import { Leftovers } from '../leftovers.ts';
import { anySeed, randomOf, sample } from '../random.ts';
import { root, testSite } from '../test-site.ts';
import { cells, nameOf, play } from './cells.ts';

const { values } = parseArgs({
  options: { sample: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string', default: '' } },
});
const seed = values.seed === undefined ? anySeed() : Number(values.seed);
const matching = cells.filter((cell) => nameOf(cell).includes(values.only));
const chosen = values.sample ? sample(randomOf(seed), matching, Number(values.sample)) : matching;

/** Milliseconds in which everything must be gone: a hang-up that got lost is found by 90 s of silence, and the next sweep. */
const goneWithinMs = 130_000;

const stack = await startStack(testSite);
const dir = await mkdtemp(path.join(tmpdir(), 'chaos-'));
const lab = await Lab.open({ audioDir: path.join(root, 'audio'), dir });
const leftovers = await Leftovers.open(stack);
console.log(`${chosen.length} of ${cells.length} moments${values.sample ? `, seed ${seed}` : ''}`);
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
