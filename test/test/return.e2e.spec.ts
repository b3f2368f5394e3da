import {
  callAndTalk,
  consult,
  dialTarget,
  expectSwitch,
  pressLast,
  startTransfer,
  transferTo,
} from '../src/steps.ts';
import { scenario } from './scenario.ts';

describe('returning by **', () => {
  scenario('during number entry reunites the two', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await transferor.press('1');
    const returned = await pressLast(transferor, '**');
    await expectSwitch(returned, transferor, transferee);
  });

  scenario('while the target rings stops its ringing', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    const returned = await pressLast(transferor, '**');
    await expectSwitch(returned, transferor, transferee);
    await target.waitFor('closed');
  });

  scenario('after the answer hangs up the target', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    const returned = await pressLast(transferor, '**');
    await expectSwitch(returned, transferor, transferee);
    await target.waitFor('closed');
  });

  scenario('lets the transferor start again', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    const returned = await pressLast(transferor, '**');
    await expectSwitch(returned, transferor, transferee);
    await transferTo(transferor, transferee, '103', target);
  });
});
