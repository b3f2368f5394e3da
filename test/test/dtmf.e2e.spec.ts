import assert from 'node:assert/strict';
import { now } from '../src/clock.ts';
import { expectTalk } from '../src/expect.ts';
import {
  callAndTalk,
  consult,
  dialTarget,
  expectSwitch,
  pressLast,
  startTransfer,
  timeOf,
  transferTo,
} from '../src/steps.ts';
import { scenario } from './scenario.ts';

describe('codes by SIP INFO', () => {
  scenario('start and complete an attended transfer', async (lab) => {
    const [transferee, target] = await lab.phones('102', '103');
    const transferor = await lab.phone('101', { dtmf: 'info' });
    await callAndTalk(transferee, '101', transferor);
    await transferTo(transferor, transferee, '103', target);
  });

  scenario('return by **', async (lab) => {
    const [transferee, target] = await lab.phones('102', '103');
    const transferor = await lab.phone('101', { dtmf: 'info' });
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    const returned = await pressLast(transferor, '**');
    await expectSwitch(returned, transferor, transferee);
  });

  scenario('start a blind transfer', async (lab) => {
    const [transferee, target] = await lab.phones('102', '103');
    const transferor = await lab.phone('101', { dtmf: 'info' });
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '##', transferee);
    await dialTarget(transferor, '103', target);
    const answered = await timeOf(() => target.answer());
    await expectSwitch(answered, transferee, target);
  });
});

describe('digits by SIP INFO in a consultation', () => {
  scenario('reach the target, as far as they are no code', async (lab) => {
    const [transferee, target] = await lab.phones('102', '103');
    const transferor = await lab.phone('101', { dtmf: 'info' });
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    const answered = now();
    await transferor.press('42*7', { gapMs: 300 });
    await target.waitForDigits('42*7', { since: answered });
    const returned = await pressLast(transferor, '**');
    await expectSwitch(returned, transferor, transferee);
    await target.waitFor('closed');
    assert.equal(target.received.text(), '42*7');
    assert.equal(transferee.received.text(answered), '');
  });

  scenario('reach the transferor', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    const target = await lab.phone('103', { dtmf: 'info' });
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    const answered = now();
    await target.press('4#', { gapMs: 300 });
    await transferor.waitForDigits('4#', { since: answered });
  });
});

describe('codes of a phone that speaks SIP over TCP', () => {
  scenario('start and complete an attended transfer', async (lab) => {
    const [transferee, target] = await lab.phones('102', '103');
    const transferor = await lab.phone('101', { transport: 'tcp' });
    await callAndTalk(transferee, '101', transferor);
    await transferTo(transferor, transferee, '103', target);
    await expectTalk(transferee, target);
  });
});
