import { music } from '../src/ears/sounds.ts';
import { expectTalk } from '../src/expect.ts';
import { scenario } from './scenario.ts';
import { callAndTalk, dialTarget, startTransfer } from './steps.ts';

const services = ['directory', 'media-control', 'call-control', 'transfer'] as const;
const patientMs = 20_000;

describe('a service that is killed in the middle of an attended transfer', () => {
  for (const service of services) {
    scenario(
      `${service}, during number entry, and started again: the transfer completes`,
      async (lab, stack) => {
        const [transferee, transferor, target] = await lab.phones('102', '101', '103');
        await callAndTalk(transferee, '101', transferor);
        await startTransfer(transferor, '*', transferee);
        await stack.kill(service);
        await transferor.press('10');
        await stack.start(service);
        await transferor.press('3#');
        await target.waitFor('incoming', { withinMs: patientMs });
        await target.answer();
        await expectTalk(transferor, target, patientMs);
        await transferor.hangUp();
        await expectTalk(transferee, target, patientMs);
      },
    );

    scenario(
      `${service}, during the consultation, and started again: the transfer completes`,
      async (lab, stack) => {
        const [transferee, transferor, target] = await lab.phones('102', '101', '103');
        await callAndTalk(transferee, '101', transferor);
        await startTransfer(transferor, '*', transferee);
        await dialTarget(transferor, '103', target);
        await target.answer();
        await expectTalk(transferor, target);
        await stack.kill(service);
        await transferor.hangUp();
        await transferee.waitToHear(music);
        await stack.start(service);
        await expectTalk(transferee, target, patientMs);
      },
    );
  }
});
