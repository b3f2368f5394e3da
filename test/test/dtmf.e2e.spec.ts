import { expectTalk } from '../src/expect.ts';
import {
  callAndTalk,
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

describe('codes of a phone that speaks SIP over TCP', () => {
  scenario('start and complete an attended transfer', async (lab) => {
    const [transferee, target] = await lab.phones('102', '103');
    const transferor = await lab.phone('101', { transport: 'tcp' });
    await callAndTalk(transferee, '101', transferor);
    await transferTo(transferor, transferee, '103', target);
    await expectTalk(transferee, target);
  });
});
