import { now } from '../src/clock.ts';
import { music, silence } from '../src/ears/sounds.ts';
import { expectTalk } from '../src/expect.ts';
import type { Handset } from '../src/phone/handset.ts';
import { mobile } from '../src/sites.ts';
import { begin, callAndTalk, dialTarget, expectSwitch, timeOf, transferTo } from '../src/steps.ts';
import { scenario } from './scenario.ts';

/** Milliseconds: longer than any switch. */
const listenMs = 1_000;

/** Whoever holds is sent nothing (RFC 3264 §5.1). */
const hearsNothing = (phone: Handset) => phone.waitToHear(silence, { since: now(), forMs: listenMs });

describe('after a transfer', () => {
  scenario(
    'the target can hold the transferee by its own key, and take him back',
    async (lab) => {
      const [transferee, transferor, target] = await lab.phones('102', '101', '103');
      await callAndTalk(transferee, '101', transferor);
      await transferTo(transferor, transferee, '103', target);
      await target.hold();
      await transferee.waitToHear(music);
      await hearsNothing(target);
      await target.resume();
      await expectTalk(transferee, target);
    },
    { renegotiates: true },
  );

  scenario(
    'the transferee can hold the target',
    async (lab) => {
      const [transferee, transferor, target] = await lab.phones('102', '101', '103');
      await callAndTalk(transferee, '101', transferor);
      await transferTo(transferor, transferee, '103', target);
      await transferee.hold();
      await target.waitToHear(music);
      await hearsNothing(transferee);
      await transferee.resume();
      await expectTalk(transferee, target);
    },
    { renegotiates: true },
  );

  scenario('the target can transfer the call on', async (lab) => {
    const [transferee, transferor, target, second] = await lab.phones('102', '101', '103', '104');
    await callAndTalk(transferee, '101', transferor);
    await transferTo(transferor, transferee, '103', target);
    await transferTo(target, transferee, '104', second);
    await transferee.hangUp();
    await second.waitFor('closed');
  });

  scenario('the transferee can transfer in turn', async (lab) => {
    const [first, transferor, target, second] = await lab.phones('102', '101', '103', '104');
    await callAndTalk(first, '101', transferor);
    await transferTo(transferor, first, '103', target);
    await transferTo(first, target, '104', second);
  });

  scenario('a mobile that was transferred itself keeps its codes', async (lab) => {
    const [answering, second] = await lab.phonesOf(mobile.domain, '103', '104');
    const caller = await lab.phone('102', { domain: mobile.domain });
    const forwarded = await lab.mobile('+48600100301');
    await callAndTalk(caller, '101', forwarded);
    await transferTo(caller, forwarded, '103', answering);
    await begin({ transferor: forwarded, transferee: answering }, mobile.attended);
    await dialTarget(forwarded, '104', second);
    await second.answer();
    await expectTalk(forwarded, second);
    const hungUp = await timeOf(() => forwarded.hangUp());
    await expectSwitch(hungUp, answering, second);
  });
});
