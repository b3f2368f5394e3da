import { now } from '../src/clock.ts';
import { music, tone } from '../src/ears/sounds.ts';
import { expectOnly, longestGapMs } from '../src/expect.ts';
import type { Lab } from '../src/lab.ts';
import { callAndTalk, expectSoon, startTransfer } from '../src/steps.ts';
import { scenario } from './scenario.ts';

const earlyHz = 1_900;
const early = tone(earlyHz);

/** A mobile whose network plays a tone before it answers, and which has its own from then on. */
const startMobile = async (lab: Lab) => {
  const mobile = await lab.scriptedMobile('+48600100209');
  mobile.whenCalled = (call) => {
    call.sing(earlyHz);
    call.early();
  };
  return mobile;
};

describe('a transfer target whose network speaks before it answers', () => {
  scenario('is heard by the transferor, first its network and then itself', async (lab) => {
    const mobile = await startMobile(lab);
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferor.press('600100209#');
    const call = await mobile.nextCall();
    const called = now();
    await expectSoon(transferor, early, called);
    call.sing(mobile.toneHz);
    const answered = now();
    await call.answer();
    await expectSoon(transferor, mobile.tone, answered);
    expectOnly(transferor, called + longestGapMs, early, mobile.tone);
    expectOnly(transferee, started + longestGapMs, music);
    const hungUp = now();
    await transferor.hangUp();
    await expectSoon(transferee, mobile.tone, hungUp);
    await transferee.hangUp();
    await call.ended;
  });

  scenario('is cancelled when the transferor returns', async (lab) => {
    const mobile = await startMobile(lab);
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await transferor.press('600100209#');
    await transferor.waitToHear(early);
    const call = await mobile.nextCall();
    await transferor.press('**');
    await call.ended;
    await transferor.waitToHear(transferee.tone);
  });

  scenario('is heard in a plain call too', async (lab) => {
    const mobile = await startMobile(lab);
    const caller = await lab.phone('101');
    await caller.dial('600100209');
    const call = await mobile.nextCall();
    await caller.waitToHear(early);
    call.sing(mobile.toneHz);
    await call.answer();
    await caller.waitToHear(mobile.tone);
    await caller.hangUp();
    await call.ended;
  });
});
