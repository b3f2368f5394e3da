// As long as 9 usual scenes.
import { setTimeout as delay } from 'node:timers/promises';
import { expectTalk } from '../src/expect.ts';
import { whileDown } from '../src/outage.ts';
import { hash } from '../src/sites.ts';
import { begin, callAndTalk, castThatTalks, consult, startTransfer } from '../src/steps.ts';
import { scenario } from './scenario.ts';

const services = ['directory', 'media-control', 'call-control', 'transfer'] as const;
const patientMs = 20_000;
/** Of the tenant that has the profile `hash`. */
const numberTimeoutMs = 1_500;

describe('killed before the last digit of a number, and away for longer than a number waits for another one,', () => {
  for (const service of ['call-control', 'transfer'] as const) {
    scenario(`${service} is started again, and the whole number is dialled`, async (lab, stack) => {
      const { transferee, transferor, target } = await castThatTalks(lab, hash);
      await begin({ transferee, transferor }, hash.attended);
      await transferor.press('10');
      await whileDown(stack, service, async () => {
        await transferor.press('3');
        await delay(numberTimeoutMs + 500);
      });
      await target.waitFor('incoming', { withinMs: patientMs });
      await target.answer();
      await expectTalk(transferor, target, patientMs);
      await transferor.hangUp();
      await expectTalk(transferee, target, patientMs);
    });
  }
});

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
