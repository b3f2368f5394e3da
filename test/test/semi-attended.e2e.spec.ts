import { music, ringback } from '../src/ears/sounds.ts';
import { expectOnly, longestGapMs } from '../src/expect.ts';
import { callAndTalk, dialTarget, expectSwitch, startTransfer, timeOf } from '../src/steps.ts';
import { scenario } from './scenario.ts';

describe('a semi-attended transfer', () => {
  scenario('by hanging up while the target rings joins the others at the answer', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await transferor.waitToHear(ringback);
    const hungUp = await timeOf(() => transferor.hangUp());
    await transferor.waitFor('closed');
    await transferee.waitToHear(music, { since: hungUp });
    expectOnly(transferee, started + longestGapMs, music);
    const answered = await timeOf(() => target.answer());
    await expectSwitch(answered, transferee, target);
  });

  scenario('by hanging up with a number entered dials it', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await transferor.press('103');
    await transferor.hangUp();
    await target.waitFor('incoming');
    const answered = await timeOf(() => target.answer());
    await expectSwitch(answered, transferee, target);
  });

  scenario('apologises to the transferee when the target rejects', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await transferor.hangUp();
    await target.reject();
    await transferee.waitToHear('prompt:pl/apology', { since: started });
    await transferee.waitFor('closed', { withinMs: 15_000 });
  });
});
