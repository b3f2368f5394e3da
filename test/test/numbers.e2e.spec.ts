import { callAndTalk } from '../src/steps.ts';
import { scenario } from './scenario.ts';

describe('a plain call', () => {
  for (const dialled of ['600100200', '0048600100200', '+48600100200']) {
    scenario(`to ${dialled} reaches that mobile over the trunk`, async (lab) => {
      const mobile = await lab.mobile('+48600100200');
      const caller = await lab.phone('101');
      await callAndTalk(caller, dialled, mobile);
      await caller.hangUp();
      await mobile.waitFor('closed');
    });
  }

  scenario('to a number of the tenant rings inside', async (lab) => {
    const [caller, callee] = await lab.phones('101', '103');
    await callAndTalk(caller, '221000103', callee);
    await callee.hangUp();
    await caller.waitFor('closed');
  });

  scenario('to an emergency number goes to the trunk as it is dialled', async (lab) => {
    const service = await lab.mobile('112');
    const caller = await lab.phone('101');
    await callAndTalk(caller, '112', service);
    await caller.hangUp();
    await service.waitFor('closed');
  });
});
