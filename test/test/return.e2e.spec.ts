import { expectOnly, expectTalk } from '../src/expect.ts';
import type { Handset } from '../src/phone/handset.ts';
import {
  callAndTalk,
  consult,
  consultAgain,
  dialTarget,
  expectSwitch,
  pressLast,
  startTransfer,
  timeOf,
} from '../src/steps.ts';
import { scenario } from './scenario.ts';

/** Milliseconds: longer than a code waits for a longer one. */
const listenMs = 1_500;

/** Keys start no transfer. @param pressed - When the last of them was. */
const expectToTalkOn = async (pressed: number, one: Handset, other: Handset): Promise<void> => {
  const hears = (phone: Handset, { tone }: Handset) =>
    phone.waitToHear(tone, { since: pressed, forMs: listenMs });
  await Promise.all([hears(one, other), hears(other, one)]);
  expectOnly(one, pressed, other.tone);
  expectOnly(other, pressed, one.tone);
};

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

  scenario('twice starts no transfer', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    const returned = await pressLast(transferor, '**');
    await expectSwitch(returned, transferor, transferee);
    await expectToTalkOn(await pressLast(transferor, '**'), transferor, transferee);
  });

  scenario('just after the message about a failure starts no transfer', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await target.reject();
    const { to } = await transferor.waitToHear('prompt:pl/target-busy', { since: started });
    await transferor.waitToHear(transferee.tone, { since: to });
    await expectToTalkOn(await pressLast(transferor, '**'), transferor, transferee);
  });

  scenario('just after the target has hung up starts no transfer', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    await target.hangUp();
    await expectTalk(transferor, transferee);
    await expectToTalkOn(await pressLast(transferor, '**'), transferor, transferee);
  });

  scenario('lets the transferor start again', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    const returned = await pressLast(transferor, '**');
    await expectSwitch(returned, transferor, transferee);
    await consultAgain(transferor, transferee, '103', target);
    const hungUp = await timeOf(() => transferor.hangUp());
    await expectSwitch(hungUp, transferee, target);
  });
});
