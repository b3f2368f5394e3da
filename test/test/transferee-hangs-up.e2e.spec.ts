import { busy } from '../src/ears/sounds.ts';
import { expectTalk } from '../src/expect.ts';
import { callAndTalk, consult, dialTarget, startTransfer, transferTo } from '../src/steps.ts';
import { scenario } from './scenario.ts';

describe('a transferee that hangs up', () => {
  scenario('during number entry leaves the transferor with the busy tone', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await transferee.hangUp();
    await transferor.waitToHear(busy);
    await transferor.hangUp();
    await transferor.waitFor('closed');
  });

  scenario('while the target rings stops its ringing', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await dialTarget(transferor, '103', target);
    await transferee.hangUp();
    await target.waitFor('closed');
    await transferor.waitToHear(busy);
  });

  scenario('during the consultation leaves the two talking', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    await transferee.hangUp();
    await transferee.waitFor('closed');
    await expectTalk(transferor, target);
    await target.hangUp();
    await transferor.waitFor('closed');
  });

  scenario('while a blind target rings stops its ringing', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '##', transferee);
    await dialTarget(transferor, '103', target);
    await transferor.waitFor('closed');
    await transferee.hangUp();
    await target.waitFor('closed');
  });

  scenario('after the transfer ends the call', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await transferTo(transferor, transferee, '103', target);
    await transferee.hangUp();
    await target.waitFor('closed');
  });
});
