import { now } from '../src/clock.ts';
import { busy, music } from '../src/ears/sounds.ts';
import { expectOnly, expectTalk, longestGapMs } from '../src/expect.ts';
import {
  callAndTalk,
  consult,
  dialTarget,
  expectSwitch,
  pressLast,
  startTransfer,
  timeOf,
} from '../src/steps.ts';
import { scenario } from './scenario.ts';

/** A message, the pause after it, and the hang-up. */
const afterMessageMs = 15_000;
/** The busy tone of a transferor who is left alone, and the hang-up. */
const afterBusyMs = 18_000;

describe('a transferor that hangs up', () => {
  for (const code of ['*', '##'] as const) {
    scenario(`right after ${code} ends the call`, async (lab) => {
      const [transferee, transferor] = await lab.phones('102', '101');
      await callAndTalk(transferee, '101', transferor);
      await transferor.press(code);
      await transferor.hangUp();
      await transferee.waitFor('closed');
    });
  }

  scenario('with a blind number entered has it dialled', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '##', transferee);
    await transferor.press('103');
    await transferor.hangUp();
    await target.waitFor('incoming');
    expectOnly(transferee, started + longestGapMs, music);
    const answered = await timeOf(() => target.answer());
    await expectSwitch(answered, transferee, target);
  });

  scenario('with an unknown number entered leaves the transferee with the apology', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await transferor.press('177');
    await transferor.hangUp();
    await transferee.waitToHear('prompt:pl/apology', { since: started });
    await transferee.waitFor('closed', { withinMs: afterMessageMs });
  });

  scenario('while he is told of the failure leaves the transferee with the apology', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await target.reject();
    await transferor.waitToHear('prompt:pl/target-busy', { since: started });
    await transferor.hangUp();
    await transferee.waitToHear('prompt:pl/apology', { since: started });
    await transferee.waitFor('closed', { withinMs: afterMessageMs });
  });

  scenario('back with the transferee ends the call', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    const back = await pressLast(transferor, '**');
    await expectSwitch(back, transferor, transferee);
    await transferor.hangUp();
    await transferee.waitFor('closed');
  });

  scenario('at the moment of the answer has completed the transfer', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    const began = now();
    await Promise.all([target.answer(), transferor.hangUp()]);
    await expectSwitch(began, transferee, target);
  });
});

describe('a transferee that hangs up', () => {
  scenario(
    'while a blind number is entered leaves the transferor with the busy tone, for a while',
    async (lab) => {
      const [transferee, transferor] = await lab.phones('102', '101');
      await callAndTalk(transferee, '101', transferor);
      await startTransfer(transferor, '##', transferee);
      await transferor.press('10');
      await transferee.hangUp();
      await transferor.waitToHear(busy);
      await transferor.waitFor('closed', { withinMs: afterBusyMs });
    },
  );

  scenario('while the transferor is told of the failure leaves him with the busy tone', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await target.reject();
    await transferor.waitToHear('prompt:pl/target-busy', { since: started });
    await transferee.hangUp();
    await transferor.waitToHear(busy);
    await transferor.hangUp();
  });

  scenario('while a semi-attended target rings stops its ringing', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await transferor.hangUp();
    await transferor.waitFor('closed');
    await transferee.hangUp();
    await target.waitFor('closed');
  });

  scenario('during the apology ends the call', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const started = await startTransfer(transferor, '##', transferee);
    await dialTarget(transferor, '103', target);
    await target.reject();
    await transferee.waitToHear('prompt:pl/apology', { since: started });
    await transferee.hangUp();
    await transferee.waitFor('closed');
  });

  scenario('together again with the transferor ends the call', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    await target.hangUp();
    await expectTalk(transferor, transferee);
    await transferee.hangUp();
    await transferor.waitFor('closed');
  });

  scenario('at the moment of the answer leaves nobody alone', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    const began = now();
    await Promise.all([target.answer(), transferee.hangUp()]);
    await transferee.waitFor('closed');
    // Who comes first decides: either the target was answered and they talk, or it was cancelled.
    await Promise.any([
      expectTalk(transferor, target),
      Promise.all([transferor.waitToHear(busy, { since: began }), target.waitFor('closed')]),
    ]);
  });
});

describe('two that hang up at the same moment', () => {
  scenario('transferor and transferee, in the consultation: the target is let go', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    await Promise.all([transferor.hangUp(), transferee.hangUp()]);
    await target.waitFor('closed');
  });

  scenario('transferor and target, in the consultation: the transferee is let go', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    await Promise.all([transferor.hangUp(), target.hangUp()]);
    await transferee.waitFor('closed', { withinMs: afterMessageMs });
  });

  scenario('transferor and transferee, while the target rings: it stops', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await Promise.all([transferor.hangUp(), transferee.hangUp()]);
    await target.waitFor('closed');
  });

  scenario('the two that were joined: nothing is left', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    await transferor.hangUp();
    await expectTalk(transferee, target);
    await Promise.all([transferee.hangUp(), target.hangUp()]);
    await Promise.all([transferee.waitFor('closed'), target.waitFor('closed')]);
  });
});
