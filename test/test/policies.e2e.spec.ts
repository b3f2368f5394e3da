import { music, tone, unknown } from '../src/ears/sounds.ts';
import { expectOnly, expectTalk } from '../src/expect.ts';
import type { Lab } from '../src/lab.ts';
import { Programs } from '../src/programs.ts';
import { begin, callAndTalk, leave } from '../src/steps.ts';
import { toneFile } from '../src/tone-file.ts';
import { scenario, simultaneously } from './scenario.ts';

/** A message to somebody who waits, the pause after it, and the hang-up. */
const afterMessageMs = 15_000;
/** The target's phone rings for 2.5 s, and so does the transferor's. */
const unansweredMs = 8_000;
const domain = 'policies.test';
/** The tone of the recording `our-message`. */
const messageHz = 2_000;

/** Transferee, transferor and target of the tenant with a policy for every cause; the first two talk, the call is an incoming one. */
const incoming = async (lab: Lab) => {
  const [transferee, transferor] = await lab.phonesOf(domain, '102', '101');
  const target = await lab.scripted('103', { domain });
  await callAndTalk(transferee, '101', transferor);
  return { transferee, transferor, target };
};

/** He dials the target, hangs up while it rings, and his phone is free again. */
const leaveWhileItRings = async ({
  transferee,
  transferor,
  target,
}: Awaited<ReturnType<typeof incoming>>) => {
  const started = await begin({ transferee, transferor }, '#');
  await transferor.press('103#');
  await target.waitFor('incoming');
  await leave(transferor);
  return started;
};

describe('the failure policy of an incoming call', () => {
  scenario('busy, he is on the line: both are told in the tenant’s words, then they talk', async (lab) => {
    const { transferee, transferor, target } = await incoming(lab);
    target.whenCalled = (call) => call.refuse(486);
    const started = await begin({ transferee, transferor }, '#');
    await transferor.press('103#');
    await Promise.all([
      transferor.waitToHear(unknown, { since: started }), // what a speech synthesiser reads out
      transferee.waitToHear('prompt:pl/returning-call', { since: started }),
    ]);
    await expectTalk(transferor, transferee, afterMessageMs);
  });

  scenario('busy, he has gone: his phone rings, and he is told before he has the call back', async (lab) => {
    const cast = await incoming(lab);
    const { transferee, transferor, target } = cast;
    const started = await leaveWhileItRings(cast);
    target.call().refuse(486);
    await transferor.waitFor('incoming');
    await transferee.waitToHear('prompt:pl/returning-call', { since: started });
    await transferor.answer();
    await transferor.waitToHear(unknown);
    await expectTalk(transferor, transferee, afterMessageMs);
  });

  scenario('busy, he has gone and does not answer: to where the call first came in', async (lab) => {
    const customer = await lab.mobile('+48600100200');
    const [transferor, colleague] = await lab.phonesOf(domain, '101', '104');
    const target = await lab.scripted('103', { domain });
    await callAndTalk(customer, '+48221005300', transferor);
    await colleague.waitFor('closed');
    colleague.forgetEvents();
    const started = await leaveWhileItRings({ transferee: customer, transferor, target });
    target.call().refuse(486);
    await transferor.waitFor('incoming');
    await transferor.waitFor('closed', { withinMs: unansweredMs });
    await Promise.all([transferor.waitFor('incoming'), colleague.waitFor('incoming')]);
    expectOnly(customer, started + 1_000, music, 'prompt:pl/returning-call');
    await colleague.answer();
    await transferor.waitFor('closed');
    await expectTalk(customer, colleague);
  });

  scenario('no answer, he is on the line: he hears the tenant’s own recording', async (lab) => {
    using programs = new Programs();
    const name = 'our-message';
    await programs.media.uploadRecording({ domain, name, content: toneFile(messageHz, 1_500) });
    const { transferee, transferor, target } = await incoming(lab);
    const started = await begin({ transferee, transferor }, '#');
    await transferor.press('103#');
    await target.waitFor('closed', { withinMs: unansweredMs });
    await transferor.waitToHear(tone(messageHz), { since: started });
    await expectTalk(transferor, transferee, afterMessageMs);
    await programs.media.deleteRecording({ domain, name });
  });

  scenario('no answer, he has gone and does not answer either: the voicemail greeting', async (lab) => {
    const cast = await incoming(lab);
    const { transferee, transferor, target } = cast;
    const started = await leaveWhileItRings(cast);
    await target.waitFor('closed', { withinMs: unansweredMs });
    await transferor.waitFor('incoming');
    await transferor.waitFor('closed', { withinMs: unansweredMs });
    await transferee.waitToHear('prompt:pl/voicemail-greeting', { since: started });
    await transferee.waitFor('closed', { withinMs: afterMessageMs });
  });

  scenario('no answer, and the target answers when his phone rings again: one conversation', async (lab) => {
    const cast = await incoming(lab);
    const { transferee, transferor, target } = cast;
    await leaveWhileItRings(cast);
    const call = target.call();
    call.crossCancel();
    await transferor.waitFor('incoming', { withinMs: unansweredMs });
    await target.waitFor('closed');
    await transferor.answer();
    await expectTalk(transferor, transferee, afterMessageMs);
  });

  scenario('no answer, and the target and he answer in the same instant: one conversation', async (lab) => {
    const cast = await incoming(lab);
    const { transferee, transferor, target } = cast;
    await leaveWhileItRings(cast);
    const call = target.call();
    call.crossCancel(() => {}); // the answer is below
    await transferor.waitFor('incoming', { withinMs: unansweredMs });
    await Promise.all([transferor.answer(), call.answer()]);
    await call.ended;
    await expectTalk(transferor, transferee, afterMessageMs);
  });

  scenario('the transferee hangs up as he answers: nobody is left', async (lab) => {
    const cast = await incoming(lab);
    await leaveWhileItRings(cast);
    cast.target.call().refuse(486);
    await cast.transferor.waitFor('incoming');
    await Promise.all([cast.transferee.hangUp(), cast.transferor.answer()]);
    await cast.transferor.waitFor('closed');
  });

  scenario('the transferee hangs up while his phone rings again: it stops', async (lab) => {
    const cast = await incoming(lab);
    await leaveWhileItRings(cast);
    cast.target.call().refuse(486);
    await cast.transferor.waitFor('incoming');
    await cast.transferee.hangUp();
    await cast.transferor.waitFor('closed');
  });

  scenario('unavailable: the tenant’s greeting of the voicemail', async (lab) => {
    const cast = await incoming(lab);
    const started = await leaveWhileItRings(cast);
    cast.target.call().refuse(480);
    await cast.transferee.waitToHear(unknown, { since: started });
    await cast.transferee.waitFor('closed', { withinMs: afterMessageMs });
  });

  scenario('rejected: the tenant’s apology', async (lab) => {
    const cast = await incoming(lab);
    const started = await leaveWhileItRings(cast);
    cast.target.call().refuse(603);
    await cast.transferee.waitToHear(unknown, { since: started });
    await cast.transferee.waitFor('closed', { withinMs: afterMessageMs });
  });
});

describe('the failure policy of an outgoing call', () => {
  const outgoing = async (lab: Lab, transferorUser: string, transfereeUser: string, targetUser: string) => {
    const [transferor, transferee] = await lab.phonesOf(domain, transferorUser, transfereeUser);
    const target = await lab.scripted(targetUser, { domain });
    await callAndTalk(transferor, transfereeUser, transferee);
    await begin({ transferee, transferor }, '#');
    await transferor.press(`${targetUser}#`);
    await target.waitFor('incoming');
    await leave(transferor);
    return { transferor, transferee, target };
  };

  simultaneously({
    'unavailable: an apology': async (lab) => {
      const { transferee, target } = await outgoing(lab, '101', '102', '103');
      target.call().refuse(480);
      await transferee.waitToHear('prompt:pl/apology');
      await transferee.waitFor('closed', { withinMs: afterMessageMs });
    },
    'busy: his phone rings, and then an apology': async (lab) => {
      const { transferor, transferee, target } = await outgoing(lab, '104', '105', '106');
      target.call().refuse(486);
      await transferor.waitFor('incoming');
      await transferee.waitToHear('prompt:pl/apology', { withinMs: unansweredMs });
      await transferee.waitFor('closed', { withinMs: afterMessageMs });
    },
  });
});

describe('recordings of a tenant', () => {
  scenario('an uploaded melody is the tenant’s hold music until it is deleted', async (lab) => {
    using programs = new Programs();
    const name = 'hold-music';
    await programs.media.uploadRecording({ domain, name, content: toneFile(messageHz, 3_000) });
    const { transferee, transferor } = await incoming(lab);
    await transferor.press('#');
    await transferee.waitToHear(tone(messageHz), { forMs: 4_000, withinMs: 8_000 }); // it begins again
    await transferor.press('*');
    await expectTalk(transferor, transferee);
    await programs.media.deleteRecording({ domain, name });
    await begin({ transferee, transferor }, '#');
  });
});
