// As long as 12 usual scenes.
import { anySeed } from '../src/random.ts';
import { soak } from '../src/soak/soak.ts';
import { scenario } from './scenario.ts';

const calls = 20;
const seed = anySeed();

describe('random transfers', () => {
  scenario(
    `${calls} of them leave nothing behind (npm run soak -- --calls ${calls} --seed ${seed})`,
    async (lab, _, leftovers) => soak({ lab, leftovers, calls, seed }),
    { renegotiates: true },
  );
});
