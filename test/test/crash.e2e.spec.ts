import type { ComponentName, Stack } from '@cordboard/local';
import { expectTalk } from '../src/expect.ts';
import { callAndTalk, consult, startTransfer } from '../src/steps.ts';
import { scenario } from './scenario.ts';

const services = ['directory', 'media-control', 'call-control', 'transfer'] as const;
const patientMs = 20_000;

/** Kill a service at once, do something meanwhile, and start it again, whatever came of that. */
const whileDown = async (
  stack: Stack,
  service: ComponentName,
  act: () => Promise<unknown>,
): Promise<void> => {
  await stack.kill(service);
  try {
    await act();
  } finally {
    await stack.start(service);
  }
};

describe('a service that is killed in the middle of an attended transfer', () => {
  for (const service of services) {
    scenario(`${service}, during number entry, and started again: it completes`, async (lab, stack) => {
      const [transferee, transferor, target] = await lab.phones('102', '101', '103');
      await callAndTalk(transferee, '101', transferor);
      await startTransfer(transferor, '*', transferee);
      await whileDown(stack, service, () => transferor.press('10'));
      await transferor.press('3#');
      await target.waitFor('incoming', { withinMs: patientMs });
      await target.answer();
      await expectTalk(transferor, target, patientMs);
      await transferor.hangUp();
      await expectTalk(transferee, target, patientMs);
    });

    scenario(`${service}, during the consultation, and started again: it completes`, async (lab, stack) => {
      const [transferee, transferor, target] = await lab.phones('102', '101', '103');
      await callAndTalk(transferee, '101', transferor);
      await consult(transferor, transferee, '103', target);
      await whileDown(stack, service, () => transferor.hangUp());
      await expectTalk(transferee, target, patientMs);
    });
  }
});
