import assert from 'node:assert/strict';
import { now } from '../src/clock.ts';
import { music } from '../src/ears/sounds.ts';
import { expectOnly, expectTalk, longestGapMs } from '../src/expect.ts';
import {
  callAndTalk,
  consult,
  dialTarget,
  expectSoon,
  expectSwitch,
  startTransfer,
  timeOf,
} from '../src/steps.ts';
import { scenario } from './scenario.ts';

/** A message to somebody who waits, the pause after it, and the hang-up. */
const afterMessageMs = 15_000;

describe('messages that cross', () => {
  scenario('BYE of the transferor and the answer of the target: transferee and target talk', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    const target = await lab.scripted('103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await Promise.all([transferor.hangUp(), target.answer()]);
    await expectTalk(transferee, target);
  });

  scenario('BYE of the transferee and the answer of the target: the other two talk', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    const target = await lab.scripted('103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    const call = target.call();
    call.onRequest = () => false;
    await Promise.all([transferee.hangUp(), target.answer()]);
    await transferee.waitFor('closed');
    await Promise.race([expectTalk(transferor, target), call.ended]);
  });

  scenario('CANCEL and the target’s 200: the target is hung up', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    const target = await lab.scripted('103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    const call = target.call();
    call.onRequest = (request) => {
      if (request.method !== 'CANCEL') return false;
      call.reply(request, 200);
      void call.answer(); // it was on its way
      return true;
    };
    const returned = await timeOf(async () => void (await transferor.press('**')));
    await Promise.all([call.ended, expectTalk(transferor, transferee)]);
    assert.ok(call.requests.some(({ method, at }) => method === 'BYE' && at > returned));
  });

  scenario('the target answers and hangs up within 50 ms: back to the transferee', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    const target = await lab.scripted('103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await target.answer();
    await target.hangUp();
    await expectTalk(transferor, transferee, afterMessageMs);
  });
});

describe('a target out of the ordinary', () => {
  scenario('answers 488, for it knows none of the codecs', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    const target = await lab.scripted('103');
    target.whenCalled = (call) => call.refuse(488);
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferor.press('103#');
    await transferor.waitToHear('prompt:pl/transfer-failed', { since: started, withinMs: 8_000 });
    await expectTalk(transferor, transferee, afterMessageMs);
  });

  scenario('rings behind several forks, one of which answers', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    const target = await lab.scripted('103');
    target.whenCalled = (call) => {
      for (const fork of ['one', 'two', 'three']) call.progress(180, {}, fork);
    };
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    const answered = now();
    await target.call().answer({}, 'two');
    await expectSwitch(answered, transferor, target);
    expectOnly(transferee, started + longestGapMs, music);
    const hungUp = await timeOf(() => transferor.hangUp());
    await expectSwitch(hungUp, transferee, target);
  });

  scenario('is a trunk that says 183 and then 486', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    const mobile = await lab.scriptedMobile('+48600100209');
    mobile.whenCalled = (call) => call.early();
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferor.press('600100209#');
    await expectSoon(transferor, mobile.tone, (await mobile.nextCall()).invite?.at ?? started);
    mobile.call().refuse(486);
    await transferor.waitToHear('prompt:pl/target-busy', { since: started, withinMs: 8_000 });
    expectOnly(transferee, started + longestGapMs, music);
    await expectTalk(transferor, transferee, afterMessageMs);
  });
});

describe('a re-INVITE', () => {
  scenario(
    'from the transferee while the target rings changes nothing',
    async (lab) => {
      const transferee = await lab.scripted('102');
      const [transferor, target] = await lab.phones('101', '103');
      await callAndTalk(transferee, '101', transferor);
      const started = await startTransfer(transferor, '*', transferee);
      await dialTarget(transferor, '103', target);
      assert.equal((await transferee.call().offer('sendrecv')).status, 200);
      const answered = await timeOf(() => target.answer());
      await expectSwitch(answered, transferor, target);
      expectOnly(transferee, started + longestGapMs, music);
      const hungUp = await timeOf(() => transferor.hangUp());
      await expectSwitch(hungUp, transferee, target);
    },
    { renegotiates: true },
  );

  scenario(
    'from the transferor in the consultation changes nothing',
    async (lab) => {
      const transferor = await lab.scripted('101');
      const [transferee, target] = await lab.phones('102', '103');
      await callAndTalk(transferee, '101', transferor);
      await consult(transferor, transferee, '103', target);
      assert.equal((await transferor.call().offer('sendrecv')).status, 200);
      await expectTalk(transferor, target);
      const hungUp = await timeOf(() => transferor.hangUp());
      await expectSwitch(hungUp, transferee, target);
    },
    { renegotiates: true },
  );
});
