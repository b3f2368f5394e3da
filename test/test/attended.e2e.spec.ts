import assert from 'node:assert/strict';
import { now } from '../src/clock.ts';
import { dialTone, music, ringback } from '../src/ears/sounds.ts';
import { expectNever, expectOnly, expectTalk, longestGapMs } from '../src/expect.ts';
import {
  callAndTalk,
  consult,
  dialTarget,
  expectSwitch,
  startTransfer,
  timeOf,
  transferTo,
} from '../src/steps.ts';
import { scenario } from './scenario.ts';

describe('an attended transfer', () => {
  scenario('lets the transferor consult in private and joins the others when he hangs up', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);

    const started = await startTransfer(transferor, '*', transferee);
    await transferor.waitToHear('prompt:pl/transfer', { since: started });
    await transferor.waitToHear(dialTone, { since: started });
    await dialTarget(transferor, '103', target);
    await transferor.waitToHear(ringback);
    const answered = await timeOf(() => target.answer());
    await expectSwitch(answered, transferor, target);
    expectOnly(transferee, started + longestGapMs, music);

    const hungUp = await timeOf(() => transferor.hangUp());
    await expectSwitch(hungUp, transferee, target);
    await transferor.waitFor('closed');
    expectNever(transferee, started + longestGapMs, transferor.tone);
  });

  scenario('works for the caller as for the called', async (lab) => {
    const [transferor, transferee, target] = await lab.phones('101', '102', '103');
    await callAndTalk(transferor, '102', transferee);
    await transferTo(transferor, transferee, '103', target);
  });

  scenario('dials without a terminator once no digit has come for a while', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await transferor.press('103');
    await target.waitFor('incoming');
    await target.answer();
    await expectTalk(transferor, target);
  });

  scenario('keeps the digits from the transferee', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const called = now();
    await startTransfer(transferor, '*', transferee);
    const dialled = now();
    await dialTarget(transferor, '103', target);
    assert.equal(transferee.received.text(dialled), '');
    assert.ok(['', '*'].includes(transferee.received.text(called)), transferee.received.text(called));
  });

  scenario('is over for both when one of the joined hangs up', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    await transferor.hangUp();
    await expectTalk(transferee, target);
    await target.hangUp();
    await transferee.waitFor('closed');
  });
});
