import type { Stack } from '@cordboard/local';
import { expectTalk } from '../src/expect.ts';
import { callAndTalk } from '../src/steps.ts';
import { scenario } from './scenario.ts';

const services = ['transfer', 'call-control', 'media-control', 'directory'] as const;

/** Do something while no Node process of the stack runs. */
const withoutServices = async (stack: Stack, act: () => Promise<void>): Promise<void> => {
  await Promise.all(services.map((service) => stack.kill(service)));
  try {
    await act();
  } finally {
    for (const service of services.toReversed()) await stack.start(service);
  }
};

describe('with every Node process stopped', () => {
  scenario('phones still call, talk and hang up', (lab, stack) =>
    withoutServices(stack, async () => {
      const [caller, callee] = await lab.phones('101', '102');
      await callAndTalk(caller, '102', callee);
      await callee.hangUp();
      await caller.waitFor('closed');
      await callAndTalk(callee, '101', caller);
      await callee.hangUp();
      await caller.waitFor('closed');
    }),
  );

  scenario('the trunk works in both directions', (lab, stack) =>
    withoutServices(stack, async () => {
      const customer = await lab.mobile('+48600100200');
      const employee = await lab.phone('101');
      await callAndTalk(customer, '+48221000101', employee);
      await customer.hangUp();
      await employee.waitFor('closed');
      await callAndTalk(employee, '+48600100200', customer);
      await employee.hangUp();
      await customer.waitFor('closed');
    }),
  );

  scenario(
    'a phone still holds and resumes',
    (lab, stack) =>
      withoutServices(stack, async () => {
        const [caller, callee] = await lab.phones('101', '102');
        await callAndTalk(caller, '102', callee);
        await caller.hold();
        await callee.waitFor('offered');
        await callee.waitToHear('silence');
        await caller.resume();
        await callee.waitFor('offered');
        await expectTalk(caller, callee);
      }),
    { renegotiates: true },
  );
});
