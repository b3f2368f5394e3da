import assert from 'node:assert/strict';
import { music } from '../src/ears/sounds.ts';
import { expectOnly, longestGapMs } from '../src/expect.ts';
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

const customerNumber = '+48600100200';
const colleagueNumber = '+48600100201';

describe('over the trunk', () => {
  scenario('a customer is transferred inside', async (lab) => {
    const customer = await lab.mobile(customerNumber);
    const [transferor, target] = await lab.phones('101', '103');
    await callAndTalk(customer, '+48221000101', transferor);
    await transferTo(transferor, customer, '103', target);
    await customer.hangUp();
    await target.waitFor('closed');
  });

  scenario('a call is transferred to a mobile', async (lab) => {
    const colleague = await lab.mobile(colleagueNumber);
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    await transferTo(transferor, transferee, '600100201', colleague);
    // The public network sees the DID of who transfers, not his extension.
    const invite = colleague.sip().find(({ method, status }) => method === 'INVITE' && status === 0);
    assert.match(JSON.stringify(invite), /sip:\+48221000101@/);
    await colleague.hangUp();
    await transferee.waitFor('closed');
  });

  scenario('a customer is transferred to a mobile, in and out at once', async (lab) => {
    const customer = await lab.mobile(customerNumber);
    const colleague = await lab.mobile(colleagueNumber);
    const transferor = await lab.phone('101');
    await callAndTalk(customer, '+48221000101', transferor);
    const started = await startTransfer(transferor, '*', customer);
    await dialTarget(transferor, '600100201', colleague);
    await colleague.answer();
    await transferor.waitToHear(colleague.tone);
    expectOnly(customer, started + longestGapMs, music);
    const hungUp = await timeOf(() => transferor.hangUp());
    await expectSwitch(hungUp, customer, colleague);
  });

  scenario('a customer that one called is transferred', async (lab) => {
    const customer = await lab.mobile(customerNumber);
    const [transferor, target] = await lab.phones('101', '103');
    await callAndTalk(transferor, customerNumber, customer);
    await transferTo(transferor, customer, '103', target);
  });

  scenario('a blind transfer reaches a mobile', async (lab) => {
    const customer = await lab.mobile(customerNumber);
    const colleague = await lab.mobile(colleagueNumber);
    const transferor = await lab.phone('101');
    await callAndTalk(customer, '+48221000101', transferor);
    await startTransfer(transferor, '##', customer);
    await dialTarget(transferor, '600100201', colleague);
    await transferor.waitFor('closed');
    const answered = await timeOf(() => colleague.answer());
    await expectSwitch(answered, customer, colleague);
  });

  scenario('a mobile that was consulted is hung up by **', async (lab) => {
    const customer = await lab.mobile(customerNumber);
    const colleague = await lab.mobile(colleagueNumber);
    const transferor = await lab.phone('101');
    await callAndTalk(customer, '+48221000101', transferor);
    await consult(transferor, customer, '600100201', colleague);
    const returned = await pressLast(transferor, '**');
    await expectSwitch(returned, transferor, customer);
    await colleague.waitFor('closed');
  });
});
