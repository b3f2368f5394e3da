import assert from 'node:assert/strict';
import { now } from '../src/clock.ts';
import { dialTone, music, ringback, silence } from '../src/ears/sounds.ts';
import { expectNever, expectOnly, expectTalk, longestGapMs } from '../src/expect.ts';
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
  transferTo,
} from '../src/steps.ts';
import { scenario } from './scenario.ts';

/** Just under `numberTimeoutMs` of the profile (3,000 ms) from key to key; a key itself takes some 100 ms. */
const slowFingerMs = 2_600;

describe('keys in an odd order', () => {
  scenario('* and then nothing: asked again, and back after the third time', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    const again = await transferor.waitToHear('prompt:pl/try-again', { since: started, withinMs: 15_000 });
    const third = { since: again.to + 1_000, withinMs: 15_000 };
    const last = await transferor.waitToHear('prompt:pl/try-again', third);
    expectOnly(transferee, started + longestGapMs, music);
    await Promise.all([
      transferor.waitToHear(transferee.tone, { since: last.to, withinMs: 15_000 }),
      transferee.waitToHear(transferor.tone, { since: last.to, withinMs: 15_000 }),
    ]);
  });

  scenario('* * * at once: there and back', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    const back = await pressLast(transferor, '***');
    await expectSwitch(back, transferor, transferee);
  });

  scenario('# without a number counts as a try, three of them lead back', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferor.press('#');
    await transferor.waitToHear('prompt:pl/try-again', { since: started });
    const back = await pressLast(transferor, '##');
    await expectSwitch(back, transferor, transferee);
  });

  scenario('an unknown 0 without # is asked for again, and the number after it rings', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferor.press('0');
    await transferor.waitToHear('prompt:pl/try-again', { since: started });
    await dialTarget(transferor, '103', target);
    expectOnly(transferee, started + longestGapMs, music);
  });

  scenario('one’s own number leads nowhere but back', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferor.press('101#');
    await transferor.waitToHear('prompt:pl/try-again', { since: started });
    const back = await pressLast(transferor, '**');
    await expectSwitch(back, transferor, transferee);
  });

  scenario('a * and a start code while the target rings do nothing', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await transferor.waitToHear(ringback);
    await transferor.press('*');
    await transferor.press('##5');
    const answered = await timeOf(() => target.answer());
    await expectSwitch(answered, transferor, target);
    expectOnly(transferee, started + longestGapMs, music);
  });

  scenario('digits and # in the consultation are the target’s to hear, not the transferee’s', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    const began = now();
    await transferor.press('42#7');
    await target.waitForDigits('42#7', { since: began });
    await target.press('19*');
    await transferor.waitForDigits('19*', { since: began });
    await expectTalk(transferor, target);
    expectOnly(transferee, began, music);
    assert.equal(transferee.received.text(began), '');
  });

  scenario(
    '* by both parties at the same moment: one of them transfers, the other hears music',
    async (lab) => {
      const [one, other, target] = await lab.phones('102', '101', '103');
      await callAndTalk(one, '101', other);
      const began = now();
      await Promise.all([one.press('*'), other.press('*')]);
      const [transferor, transferee] = await Promise.any([
        one.waitToHear(dialTone, { since: began }).then(() => [one, other] as const),
        other.waitToHear(dialTone, { since: began }).then(() => [other, one] as const),
      ]);
      expectNever(transferee, began, dialTone);
      await dialTarget(transferor, '103', target);
      await target.answer();
      await expectTalk(transferor, target);
      expectOnly(transferee, began + longestGapMs, music);
    },
  );

  scenario('codes of a transferee who waits do nothing', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferee.press('*');
    await dialTarget(transferor, '103', target);
    await transferee.press('##');
    await transferee.press('**');
    await target.answer();
    await expectTalk(transferor, target);
    const hungUp = await timeOf(() => transferor.hangUp());
    expectOnly(transferee, started + longestGapMs, music);
    await expectSwitch(hungUp, transferee, target);
  });

  scenario('a number as fast as the phone can send it', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await transferor.press('*103#', { gapMs: 0 });
    await target.waitFor('incoming');
    const answered = await timeOf(() => target.answer());
    await expectSwitch(answered, transferor, target);
    await transferee.waitToHear(music);
  });

  scenario('a number as slowly as its time-out allows', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferor.press('103#', { gapMs: slowFingerMs });
    await target.waitFor('incoming');
    expectNever(transferor, started, 'prompt:pl/try-again');
    const answered = await timeOf(() => target.answer());
    await expectSwitch(answered, transferor, target);
  });

  scenario('a key at the moment of the answer', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await Promise.all([target.answer(), transferor.press('*')]);
    await expectTalk(transferor, target);
    expectOnly(transferee, started + longestGapMs, music);
  });

  scenario('** at the moment of the answer leads back', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await transferor.press('*');
    const [, back] = await Promise.all([target.answer(), pressLast(transferor, '*')]);
    await expectSwitch(back, transferor, transferee);
    await target.waitFor('closed');
  });

  scenario('two transfers in a row, back from each, then one that is completed', async (lab) => {
    const [transferee, transferor, first, second] = await lab.phones('102', '101', '103', '104');
    await callAndTalk(transferee, '101', transferor);
    const back = async (target: Handset) => {
      const returned = await pressLast(transferor, '**');
      await expectSwitch(returned, transferor, transferee);
      await target.waitFor('closed');
    };
    await consult(transferor, transferee, '103', first);
    await back(first);
    await consultAgain(transferor, transferee, '104', second);
    await back(second);
    first.forgetEvents();
    await consultAgain(transferor, transferee, '103', first);
    const hungUp = await timeOf(() => transferor.hangUp());
    await expectSwitch(hungUp, transferee, first);
  });

  scenario(
    'a code after the phone itself held and came back',
    async (lab) => {
      const [transferee, transferor, target] = await lab.phones('102', '101', '103');
      await callAndTalk(transferee, '101', transferor);
      await transferor.hold();
      await transferor.waitToHear(silence);
      await transferor.resume();
      await expectTalk(transferor, transferee);
      await transferTo(transferor, transferee, '103', target);
    },
    { renegotiates: true },
  );

  scenario(
    'the phone’s own hold in the consultation is the phone’s affair, and the transfer goes on',
    async (lab) => {
      const [transferee, transferor, target] = await lab.phones('102', '101', '103');
      await callAndTalk(transferee, '101', transferor);
      await consult(transferor, transferee, '103', target);
      const held = now();
      await transferor.hold();
      await target.waitToHear(silence, { since: held });
      await transferor.resume();
      await expectTalk(transferor, target);
      const hungUp = await timeOf(() => transferor.hangUp());
      await expectSwitch(hungUp, transferee, target);
    },
    { renegotiates: true },
  );
});
