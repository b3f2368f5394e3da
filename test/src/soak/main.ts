/** `npm run soak [-- --calls 500] [--seed N]`: random transfers of every profile on the whole stack; test/README.md. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startStack } from '@cordboard/local';
import { Lab } from '../lab.ts';
import { Leftovers } from '../leftovers.ts';
import { anySeed } from '../random.ts';
import { root, testSite } from '../test-site.ts';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '500' }, seed: { type: 'string' } },
});
const calls = Number(values.calls);
const seed = values.seed === undefined ? anySeed() : Number(values.seed);

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
