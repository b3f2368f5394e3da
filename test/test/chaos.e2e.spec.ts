// As long as 4 usual scenes.
import { cells, nameOf, play } from '../src/chaos/cells.ts';
import { anySeed, randomOf, sample } from '../src/random.ts';
import { scenario } from './scenario.ts';

const count = 4;
const seed = anySeed();

describe(`a kill -9 in the middle of a transfer (npm run chaos -- --sample ${count} --seed ${seed})`, () => {
  for (const cell of sample(randomOf(seed), cells, count)) {
    scenario(nameOf(cell), (lab, stack) => play(lab, stack, cell));
  }
});
