import { music } from '../src/ears/sounds.ts';
import { expectTalk } from '../src/expect.ts';
import type { Lab } from '../src/lab.ts';
import { callAndTalk, dialTarget } from '../src/steps.ts';
import { scenario } from './scenario.ts';

const transfers = 10;

/** One attended transfer among three accounts of its own. Switching times are not judged here: the machine is full. */
const transfer = async (lab: Lab, number: number): Promise<void> => {
  const accounts = [0, 1, 2].map((i) => String(201 + number * 3 + i)) as [string, string, string];
  const [transferee, transferor, target] = await lab.phones(...accounts);
  await callAndTalk(transferee, accounts[1], transferor);
  await transferor.press('*');
  await transferee.waitToHear(music);
  await dialTarget(transferor, accounts[2], target);
  await target.answer();
  await expectTalk(transferor, target);
  await transferor.hangUp();
  await expectTalk(transferee, target);
};

describe('many at once', () => {
  scenario(`${transfers} transfers at the same time all succeed`, async (lab) => {
    await Promise.all(Array.from({ length: transfers }, (_, number) => transfer(lab, number)));
  });
});
