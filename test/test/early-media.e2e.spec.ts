import { now } from '../src/clock.ts';
import { EarlyMobile } from '../src/early-mobile.ts';
import { music } from '../src/ears/sounds.ts';
import { expectOnly, longestGapMs } from '../src/expect.ts';
import { scenario } from './scenario.ts';
import { callAndTalk, expectSoon, startTransfer } from './steps.ts';

const colleague = { number: '+48600100209', earlyHz: 1_900, toneHz: 2_000 };

describe('a transfer target whose network speaks before it answers', () => {
  scenario('is heard by the transferor, first its network and then itself', async (lab) => {
    await lab.carrier();
    await using mobile = await EarlyMobile.start(colleague);
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferor.press('600100209#');
    await mobile.called;
    const called = now();
    await expectSoon(transferor, mobile.early, called);
    mobile.answer();
    const answered = now();
    await expectSoon(transferor, mobile.tone, answered);
    expectOnly(transferor, called + longestGapMs, mobile.early, mobile.tone);
    expectOnly(transferee, started + longestGapMs, music);
    const hungUp = now();
    await transferor.hangUp();
    await expectSoon(transferee, mobile.tone, hungUp);
    await transferee.hangUp();
    await mobile.closed;
  });

  scenario('is cancelled when the transferor returns', async (lab) => {
    await lab.carrier();
    await using mobile = await EarlyMobile.start(colleague);
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await transferor.press('600100209#');
    await transferor.waitToHear(mobile.early);
    await transferor.press('**');
    await mobile.closed;
    await transferor.waitToHear(transferee.tone);
  });

  scenario('is heard in a plain call too', async (lab) => {
    await lab.carrier();
    await using mobile = await EarlyMobile.start(colleague);
    const caller = await lab.phone('101');
    await caller.dial('600100209');
    await mobile.called;
    await caller.waitToHear(mobile.early);
    mobile.answer();
    await caller.waitToHear(mobile.tone);
    await caller.hangUp();
    await mobile.closed;
  });
});
