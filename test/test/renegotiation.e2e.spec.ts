import assert from 'node:assert/strict';
import { music, together } from '../src/ears/sounds.ts';
import { expectNever, expectOnly, expectTalk, longestGapMs } from '../src/expect.ts';
import type { Lab } from '../src/lab.ts';
import type { ScriptedPhone } from '../src/scripted/scripted-phone.ts';
import { hash, telecube } from '../src/sites.ts';
import {
  begin,
  callAndTalk,
  consult,
  dialTarget,
  expectSwitch,
  leave,
  startTransfer,
  timeOf,
} from '../src/steps.ts';
import { scenario } from './scenario.ts';

/** A message to somebody who waits, the pause after it, and the hang-up. */
const afterMessageMs = 15_000;

/** Everybody offers his session again, and it is accepted. */
const renegotiate = async (...phones: ScriptedPhone[]): Promise<void> => {
  for (const phone of phones) assert.equal((await phone.call().offer('sendrecv')).status, 200, phone.user);
};

const scriptedTrio = (lab: Lab, domain: string) =>
  Promise.all([
    lab.scripted('102', { domain }),
    lab.scripted('101', { domain }),
    lab.scripted('103', { domain }),
  ] as const);

describe('a re-INVITE', () => {
  scenario(
    'of everybody at every moment changes nothing',
    async (lab) => {
      const [transferee, transferor, target] = await scriptedTrio(lab, telecube.domain);
      await callAndTalk(transferee, '101', transferor);
      const started = await startTransfer(transferor, '*', transferee);
      await renegotiate(transferee, transferor);
      await dialTarget(transferor, '103', target);
      await renegotiate(transferee, transferor);
      const answered = await timeOf(() => target.answer());
      await expectSwitch(answered, transferor, target);
      await renegotiate(transferee, transferor, target);
      await expectTalk(transferor, target);
      expectOnly(transferee, started + longestGapMs, music);
      const hungUp = await timeOf(() => transferor.hangUp());
      await expectSwitch(hungUp, transferee, target);
      await renegotiate(transferee, target);
      await expectTalk(transferee, target);
    },
    { renegotiates: true },
  );

  scenario(
    'of two who wait for the same target at the same moment changes nothing',
    async (lab) => {
      const [transferee, transferor] = await Promise.all([lab.scripted('102'), lab.scripted('101')]);
      const target = await lab.phone('103');
      await callAndTalk(transferee, '101', transferor);
      await startTransfer(transferor, '*', transferee);
      await dialTarget(transferor, '103', target);
      const offers = [transferee, transferor].map((phone) => phone.call().offer('sendrecv'));
      const answers = await Promise.all([...offers, target.answer()]);
      assert.deepEqual(
        answers.slice(0, 2).map((answer) => answer?.status),
        [200, 200],
      );
      await expectTalk(transferor, target);
      await transferor.hangUp();
      await expectTalk(transferee, target);
    },
    { renegotiates: true },
  );

  scenario(
    'without an offer, of everybody at every moment, changes nothing',
    async (lab) => {
      const [transferee, transferor, target] = await scriptedTrio(lab, telecube.domain);
      const askForOffers = async (...phones: ScriptedPhone[]) => {
        for (const phone of phones) {
          const { status, body } = await phone.call().askForOffer();
          assert.equal(status, 200, phone.user);
          assert.match(body, /^m=audio [1-9]/m, phone.user);
        }
      };
      await callAndTalk(transferee, '101', transferor);
      const started = await startTransfer(transferor, '*', transferee);
      await askForOffers(transferee, transferor);
      await dialTarget(transferor, '103', target);
      await askForOffers(transferee, transferor);
      await target.answer();
      await expectTalk(transferor, target);
      await askForOffers(transferee, transferor, target);
      await expectTalk(transferor, target);
      expectOnly(transferee, started + longestGapMs, music);
      await transferor.hangUp();
      await expectTalk(transferee, target);
      await askForOffers(transferee, target);
      await expectTalk(transferee, target);
    },
    { renegotiates: true },
  );

  scenario(
    'of everybody in a conference, and of the two who are left, changes nothing',
    async (lab) => {
      const cast = await scriptedTrio(lab, hash.domain);
      const [transferee, transferor, target] = cast;
      await callAndTalk(transferee, '101', transferor);
      await begin({ transferee, transferor }, hash.attended);
      await dialTarget(transferor, '103', target);
      await target.answer();
      await expectTalk(transferor, target);
      await transferor.press(hash.conference ?? '');
      const confer = () =>
        Promise.all(
          cast.map((phone) =>
            phone.waitToHear(together(...cast.flatMap(({ tone }) => (tone === phone.tone ? [] : [tone])))),
          ),
        );
      await confer();
      await renegotiate(...cast);
      await confer();
      await transferor.hangUp();
      await expectTalk(transferee, target);
      await renegotiate(transferee, target);
      await expectTalk(transferee, target);
    },
    { renegotiates: true },
  );

  scenario(
    'of both while a failure is explained, and when they are together again, changes nothing',
    async (lab) => {
      const [transferee, transferor, target] = await scriptedTrio(lab, telecube.domain);
      await callAndTalk(transferee, '101', transferor);
      const started = await startTransfer(transferor, '*', transferee);
      await dialTarget(transferor, '103', target);
      await target.reject();
      await transferor.waitToHear('prompt:pl/target-busy', { since: started, withinMs: 8_000 });
      await renegotiate(transferee, transferor);
      await expectTalk(transferor, transferee, afterMessageMs);
      expectNever(transferee, started, 'prompt:pl/target-busy');
      await renegotiate(transferee, transferor);
      await expectTalk(transferor, transferee);
    },
    { renegotiates: true },
  );

  scenario(
    'of a transferee while the transferor’s phone rings again changes nothing',
    async (lab) => {
      const [transferee, transferor, target] = await scriptedTrio(lab, telecube.domain);
      await callAndTalk(transferee, '101', transferor);
      const started = await startTransfer(transferor, '*', transferee);
      await dialTarget(transferor, '103', target);
      await leave(transferor);
      await target.reject();
      await transferor.waitFor('incoming');
      await renegotiate(transferee);
      expectOnly(transferee, started + longestGapMs, music);
      await transferor.answer();
      await expectTalk(transferor, transferee);
      await renegotiate(transferee, transferor);
      await expectTalk(transferor, transferee);
    },
    { renegotiates: true },
  );

  scenario(
    'of a transferee who hears an apology changes nothing: he hears it to its end',
    async (lab) => {
      const [transferee, transferor, target] = await scriptedTrio(lab, telecube.domain);
      await callAndTalk(transferee, '101', transferor);
      await startTransfer(transferor, '##', transferee);
      await dialTarget(transferor, '103', target);
      await target.reject();
      const { from } = await transferee.waitToHear('prompt:pl/apology');
      await renegotiate(transferee);
      await transferee.waitFor('closed', { withinMs: afterMessageMs });
      expectOnly(transferee, from, 'prompt:pl/apology');
    },
    { renegotiates: true },
  );

  scenario(
    'with hold, of a transferee who waits, is no hindrance: the target has music, and when he takes it back he has the target',
    async (lab) => {
      const transferee = await lab.scripted('102');
      const [transferor, target] = await lab.phones('101', '103');
      await callAndTalk(transferee, '101', transferor);
      await consult(transferor, transferee, '103', target);
      await transferee.hold();
      const hungUp = await timeOf(() => transferor.hangUp());
      await transferor.waitFor('closed');
      await target.waitToHear(music, { since: hungUp });
      await transferee.resume();
      await expectTalk(transferee, target);
    },
    { renegotiates: true },
  );

  scenario(
    'with hold, of a transferor whose target hangs up, leaves the transferee with music, not with silence',
    async (lab) => {
      const [transferee, transferor, target] = await scriptedTrio(lab, telecube.domain);
      await callAndTalk(transferee, '101', transferor);
      await consult(transferor, transferee, '103', target);
      await transferor.hold();
      const left = await timeOf(() => target.hangUp());
      await transferee.waitToHear(music, { since: left + longestGapMs });
      await transferor.resume();
      await expectTalk(transferor, transferee);
    },
    { renegotiates: true },
  );
});
