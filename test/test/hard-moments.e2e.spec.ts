// As long as 22 usual scenes.
import assert from 'node:assert/strict';
import { now } from '../src/clock.ts';
import { busy, music } from '../src/ears/sounds.ts';
import { expectOnly, expectTalk, longestGapMs } from '../src/expect.ts';
import type { Lab } from '../src/lab.ts';
import { callIdOf } from '../src/programs.ts';
import { withQuickSweep } from '../src/quick-sweep.ts';
import { fireSessionTimer } from '../src/session-timers.ts';
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
/** Without a packet for five seconds a leg is lost, and the sweep comes every second. */
const sweptWithinMs = 20_000;

/** A session of a codec that nobody here has (RFC 3551 §6: 31 is H.261, a video codec). */
const foreignCodec =
  'v=0\r\no=- 1 1 IN IP4 10.99.0.1\r\ns=-\r\nc=IN IP4 10.99.0.1\r\nt=0 0\r\nm=audio 49170 RTP/AVP 31\r\na=rtpmap:31 H261/90000\r\n';

/** The transfer of a call between two phones has come to where the target's phone rings. */
const whileItRings = async (lab: Lab, code: '*' | '##' = '*') => {
  const [transferee, transferor] = await lab.phones('102', '101');
  const target = await lab.scripted('103');
  await callAndTalk(transferee, '101', transferor);
  await startTransfer(transferor, code, transferee);
  await dialTarget(transferor, '103', target);
  return { transferee, transferor, target };
};

describe('messages that cross', () => {
  scenario('BYE of the transferor and the answer of the target: transferee and target talk', async (lab) => {
    const { transferee, transferor, target } = await whileItRings(lab);
    await Promise.all([transferor.hangUp(), target.answer()]);
    await expectTalk(transferee, target);
  });

  scenario(
    'BYE of the transferee and the answer of the target: the other two talk, or it stops ringing',
    async (lab) => {
      const { transferee, transferor, target } = await whileItRings(lab);
      const call = target.call();
      await Promise.all([transferee.hangUp(), target.answer()]);
      await transferee.waitFor('closed');
      const cancelled = call.ended.then(() => transferor.waitToHear(busy));
      await Promise.race([expectTalk(transferor, target), cancelled]);
    },
  );

  scenario('BYE of the transferee and the answer of a blind target: nobody is left', async (lab) => {
    const { transferee, transferor, target } = await whileItRings(lab, '##');
    await transferor.waitFor('closed');
    const call = target.call();
    await Promise.all([transferee.hangUp(), target.answer()]);
    await Promise.all([transferee.waitFor('closed'), call.ended]);
  });

  scenario('BYE of both and the answer of the target: nobody is left', async (lab) => {
    const { transferee, transferor, target } = await whileItRings(lab);
    const call = target.call();
    await Promise.all([transferee.hangUp(), transferor.hangUp(), target.answer()]);
    await call.ended;
  });

  scenario('BYE of both while the target rings: nobody is left', async (lab) => {
    const { transferee, transferor, target } = await whileItRings(lab);
    await Promise.all([transferor.hangUp(), transferee.hangUp()]);
    await target.waitFor('closed');
  });

  scenario('CANCEL and the target’s 200: the target is hung up', async (lab) => {
    const { transferee, transferor, target } = await whileItRings(lab);
    const call = target.call();
    call.crossCancel();
    const returned = await timeOf(async () => void (await transferor.press('**')));
    await Promise.all([call.ended, expectTalk(transferor, transferee)]);
    assert.ok(call.requests.some(({ method, at }) => method === 'BYE' && at > returned));
  });

  scenario('the target answers and hangs up within 50 ms: back to the transferee', async (lab) => {
    const { transferee, transferor, target } = await whileItRings(lab);
    await target.answer();
    await target.hangUp();
    await expectTalk(transferor, transferee, afterMessageMs);
  });
});

describe('a target out of the ordinary', () => {
  for (const [what, sdp] of [
    ['with no codec of ours', foreignCodec],
    ['with what nobody can read', foreignCodec.replace('RTP/AVP 31', 'RTP/AVP 8').replace('c=IN ', 'c=')],
  ] as const) {
    scenario(`answers 200, but ${what}: it is hung up, and the two are together again`, async (lab) => {
      const { transferee, transferor, target } = await whileItRings(lab);
      const call = target.call();
      const answered = await timeOf(() => call.answer({ sdp }));
      await call.ended;
      assert.ok(call.requests.some(({ method }) => method === 'BYE'));
      await transferor.waitToHear('prompt:pl/transfer-failed', { since: answered, withinMs: 8_000 });
      await expectTalk(transferor, transferee, afterMessageMs);
    });
  }

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

describe('a session timer of an anchored call', () => {
  const session = (refresher: 'uac' | 'uas') => [['Session-Expires', `1800;refresher=${refresher}`]] as const;

  /** A call that agrees on a session timer, then is anchored by a transfer that its transferor gives up. */
  const anchored = async (lab: Lab, refresher: 'uac' | 'uas') => {
    const [transferee, transferor] = await Promise.all([lab.scripted('102'), lab.scripted('101')]);
    const call = await transferee.newCall('101');
    transferor.whenCalled = (incoming) => void incoming.answer({ headers: session(refresher) });
    await call.place({ headers: [...session(refresher), ['Supported', 'timer']] });
    await expectTalk(transferee, transferor);
    await startTransfer(transferor, '*', transferee);
    await transferor.press('**');
    await expectTalk(transferor, transferee);
    return { transferee, transferor, callId: callIdOf(call.callId) };
  };

  scenario(
    'that we refresh is refreshed, and the talk goes on',
    async (lab) => {
      const { transferee, transferor, callId } = await anchored(lab, 'uac');
      await fireSessionTimer(callId, 'callee');
      await transferor.call().waitForRequest('UPDATE');
      await expectTalk(transferor, transferee);
    },
    { renegotiates: true },
  );

  scenario('that the caller refreshes, and does not any more, ends the call', async (lab) => {
    const { transferee, transferor, callId } = await anchored(lab, 'uac');
    await fireSessionTimer(callId, 'caller');
    await Promise.all([transferee.waitFor('closed'), transferor.waitFor('closed')]);
  });

  scenario('that the called refreshes, and does not any more, ends the call', async (lab) => {
    const { transferee, transferor, callId } = await anchored(lab, 'uas');
    await fireSessionTimer(callId, 'callee');
    await Promise.all([transferee.waitFor('closed'), transferor.waitFor('closed')]);
  });
});

describe('a lost BYE', () => {
  scenario(
    'of the transferor in the consultation is found by the sweep, and the others are joined',
    async (lab, stack) => {
      await withQuickSweep(stack, async () => {
        const [transferee, target] = await lab.phones('102', '103');
        const transferor = await lab.scripted('101');
        await callAndTalk(transferee, '101', transferor);
        await consult(transferor, transferee, '103', target);
        transferor.call().fallSilent();
        await expectTalk(transferee, target, sweptWithinMs);
      });
    },
  );

  scenario('of the target is found by the sweep, and the transferee is hung up', async (lab, stack) => {
    await withQuickSweep(stack, async () => {
      const [transferee, transferor] = await lab.phones('102', '101');
      const target = await lab.scripted('103');
      await callAndTalk(transferee, '101', transferor);
      await consult(transferor, transferee, '103', target);
      await transferor.hangUp();
      await expectTalk(transferee, target);
      target.call().fallSilent();
      await transferee.waitFor('closed', { withinMs: sweptWithinMs });
    });
  });
});

describe('a transferee', () => {
  scenario('that hangs up while the number is being entered: nobody rings', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await Promise.all([transferor.press('103#'), transferee.hangUp()]);
    await transferor.waitToHear(busy);
    assert.equal(target.calls.length, 0);
  });
});
