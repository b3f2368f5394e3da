/** `npm run soak [-- --calls 500] [--seed N]`: random transfers of every profile on the whole stack; test/README.md. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startStack } from '@cordboard/local';
import { optionsOf, wholeNumber } from '../command-line.ts';
import { Lab } from '../lab.ts';
import { Leftovers } from '../leftovers.ts';
import { anySeed } from '../random.ts';
import { root, testSite } from '../test-site.ts';
import { soak } from './soak.ts';

const USAGE = `npm run soak [-- options]

  --calls N   random calls, a round of all profiles at a time (500)
  --seed N    the same calls again (another one each time)`;

const { calls = 500, seed = anySeed() } = optionsOf(USAGE, { calls: wholeNumber(1), seed: wholeNumber(0) });

const stack = await startStack(testSite);
const lab = await Lab.open({
  audioDir: path.join(root, 'audio'),
  dir: await mkdtemp(path.join(tmpdir(), 'soak-')),
});
const leftovers = await Leftovers.open(stack);
console.log(`${calls} random transfers, seed ${seed}`);
try {
  await soak({
    lab,
    leftovers,
    calls,
    seed,
    onRound: (done) => done % 50 === 0 && console.log(`  ${done} done, nothing is left`),
  });
  console.log(`${calls} calls, nothing is left.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await lab.close();
  await leftovers.close();
  await stack.stop();
}
