import { now } from '../src/clock.ts';
import { expectOnly } from '../src/expect.ts';
import { mobile } from '../src/sites.ts';
import { callAndTalk, castThatTalks, transferTo } from '../src/steps.ts';
import { scenario } from './scenario.ts';

describe('keys that are no codes', () => {
  scenario('* and ## of a customer start nothing, and arrive', async (lab) => {
    const customer = await lab.mobile('+48600100200');
    const employee = await lab.phone('101');
    await callAndTalk(customer, '+48221000101', employee);
    const began = now();
    await customer.press('*');
    await customer.press('##');
    await employee.waitForDigits('*##', { since: began });
    expectOnly(customer, began, employee.tone);
    expectOnly(employee, began, customer.tone);
  });

  scenario('those of a mobile count on no other leg and in no other call', async (lab) => {
    const cast = await castThatTalks(lab, mobile);
    const began = now();
    await cast.transferee.press('*#');
    await cast.transferor.waitForDigits('*#', { since: began });
    expectOnly(cast.transferee, began, cast.transferor.tone);
    await cast.transferee.hangUp();
    await cast.transferor.waitFor('closed');
    cast.transferor.forgetEvents();

    await callAndTalk(cast.target, '+48600100301', cast.transferor);
    const called = now();
    await cast.transferor.press('*#');
    await cast.target.waitForDigits('*#', { since: called });
    expectOnly(cast.transferor, called, cast.target.tone);
    expectOnly(cast.target, called, cast.transferor.tone);
  });

  scenario('digits to an IVR in mid-call arrive', async (lab) => {
    const ivr = await lab.mobile('+48600100200', { autoAnswer: true });
    const employee = await lab.phone('101');
    await employee.dial('+48600100200');
    await employee.waitFor('answered');
    await employee.waitToHear(ivr.tone);
    await employee.press('1234567890');
    await ivr.waitForDigits('1234567890');
    await ivr.press('42');
    await employee.waitForDigits('42');
  });

  scenario('digits arrive after a transfer, in both directions', async (lab) => {
    const customer = await lab.mobile('+48600100200');
    const [transferor, target] = await lab.phones('101', '103');
    await callAndTalk(customer, '+48221000101', transferor);
    await transferTo(transferor, customer, '103', target);
    const began = now();
    await target.press('123');
    await customer.waitForDigits('123', { since: began });
    await customer.press('45*');
    await target.waitForDigits('45*', { since: began });
  });

  scenario('digits by SIP INFO arrive', async (lab) => {
    const ivr = await lab.mobile('+48600100200', { autoAnswer: true });
    const employee = await lab.phone('101', { dtmf: 'info' });
    await employee.dial('+48600100200');
    await employee.waitFor('answered');
    await employee.waitToHear(ivr.tone);
    await employee.press('123');
    await ivr.waitForDigits('123');
  });
});
