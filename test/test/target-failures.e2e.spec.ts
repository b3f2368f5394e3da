import { Carrier } from '../src/carrier.ts';
import { music } from '../src/ears/sounds.ts';
import { expectOnly, expectTalk, longestGapMs } from '../src/expect.ts';
import type { Phone } from '../src/phone/phone.ts';
import { callAndTalk, consult, dialTarget, startTransfer } from '../src/steps.ts';
import { scenario } from './scenario.ts';

/** The transferor is told, the transferee hears music meanwhile, then the two are together again. */
const expectExplained = async (transferor: Phone, transferee: Phone, since: number, prompt: string) => {
  await transferor.waitToHear(`prompt:pl/${prompt}`, { since, withinMs: 8_000 });
  expectOnly(transferee, since + longestGapMs, music);
  await expectTalk(transferor, transferee, 15_000);
};

describe('a target that does not take an attended transfer', () => {
  scenario('because it is busy', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await target.reject();
    await expectExplained(transferor, transferee, started, 'target-busy');
  });

  scenario('because it is unavailable', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await target.doNotDisturb(true);
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferor.press('103#');
    await expectExplained(transferor, transferee, started, 'target-unavailable');
  });

  scenario('because it rejects', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    await lab.carrier();
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferor.press(`${Carrier.refusing(603).replace('+', '00')}#`);
    await expectExplained(transferor, transferee, started, 'target-rejected');
  });

  scenario('because nobody answers', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await target.waitFor('closed', { withinMs: 6_000 });
    await expectExplained(transferor, transferee, started, 'target-no-answer');
  });

  scenario('because its number is unknown is asked for again', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferor.press('177#');
    await transferor.waitToHear('prompt:pl/try-again', { since: started });
    await dialTarget(transferor, '103', target);
    await target.answer();
    await expectTalk(transferor, target);
  });

  scenario('because it is never named is given up after three tries', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferor.waitToHear('prompt:pl/try-again', { since: started, withinMs: 15_000 });
    await transferor.press('178#');
    await transferor.press('177#');
    await expectTalk(transferor, transferee);
  });

  scenario('to its end, for it hangs up, leaves the two together', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    await target.hangUp();
    await expectTalk(transferor, transferee);
  });
});
