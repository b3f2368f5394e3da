import { music } from '../src/ears/sounds.ts';
import { expectOnly, longestGapMs } from '../src/expect.ts';
import { callAndTalk, dialTarget, expectSwitch, startTransfer, timeOf } from '../src/steps.ts';
import { scenario } from './scenario.ts';

describe('a blind transfer', () => {
  scenario('lets the transferor go once it dials, and joins the others at the answer', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '##', transferee);
    await dialTarget(transferor, '103', target);
    await transferor.waitFor('closed');
    expectOnly(transferee, started + longestGapMs, music);
    const answered = await timeOf(() => target.answer());
    await expectSwitch(answered, transferee, target);
  });

  scenario('works for the caller as for the called', async (lab) => {
    const [transferor, transferee, target] = await lab.phones('101', '102', '103');
    await callAndTalk(transferor, '102', transferee);
    await startTransfer(transferor, '##', transferee);
    await dialTarget(transferor, '103', target);
    await transferor.waitFor('closed');
    const answered = await timeOf(() => target.answer());
    await expectSwitch(answered, transferee, target);
  });

  scenario('apologises when the target is busy, then hangs up', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '##', transferee);
    await dialTarget(transferor, '103', target);
    await target.reject();
    await transferee.waitToHear('prompt:pl/apology', { since: started });
    await transferee.waitFor('closed', { withinMs: 15_000 });
  });

  scenario('apologises when nobody answers, then hangs up', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '##', transferee);
    await dialTarget(transferor, '103', target);
    await target.waitFor('closed', { withinMs: 6_000 });
    await transferee.waitToHear('prompt:pl/apology', { since: started });
    await transferee.waitFor('closed', { withinMs: 15_000 });
  });
});
