import assert from 'node:assert/strict';
import { expectTalk } from '../src/expect.ts';
import type { Lab } from '../src/lab.ts';
import { headerValues } from '../src/network/sip-message.ts';
import type { Handset } from '../src/phone/handset.ts';
import { hash, type Site, telecube } from '../src/sites.ts';
import { begin, callAndTalk, consult, startTransfer } from '../src/steps.ts';
import { scenario, simultaneously } from './scenario.ts';

/** An attended transfer to a number; the target answers and has the transferee in the end. */
const transferTo = async (
  lab: Lab,
  [one, other]: readonly [string, string],
  number: string,
  target: Handset,
): Promise<void> => {
  const [transferee, transferor] = await lab.phones(one, other);
  await callAndTalk(transferee, other, transferor);
  await consult(transferor, transferee, number, target);
  await transferor.hangUp();
  await expectTalk(transferee, target);
  await target.hangUp();
  await transferee.waitFor('closed');
};

describe('a target that is', () => {
  scenario('a group rings all its phones, and the first answer is it', async (lab) => {
    const [transferee, transferor, ...members] = await lab.phones('102', '101', '103', '104', '105');
    const [one, two, three] = members;
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await transferor.press('300#');
    await Promise.all(members.map((member) => member.waitFor('incoming')));
    await two.answer();
    await Promise.all([one.waitFor('closed'), three.waitFor('closed')]);
    await expectTalk(transferor, two);
    await transferor.hangUp();
    await expectTalk(transferee, two);
  });

  scenario('a group of which one is at home, by a blind transfer', async (lab) => {
    const [transferee, transferor, member] = await lab.phones('102', '101', '105');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '##', transferee);
    await transferor.press('300#');
    await member.waitFor('incoming');
    await member.answer();
    await expectTalk(transferee, member);
  });

  scenario('a group of which nobody is at home is unavailable', async (lab) => {
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await transferor.press('300#');
    await transferor.waitToHear('prompt:pl/target-unavailable');
    await expectTalk(transferor, transferee, 15_000);
  });

  describe('at the same time', () => {
    simultaneously({
      'an extension that stands for a DID': async (lab) =>
        transferTo(lab, ['201', '202'], '310', await lab.phone('103')),
      'an extension that stands for an external number': async (lab) =>
        transferTo(lab, ['203', '204'], '311', await lab.mobile('+48600100211')),
      'a number of the public network in its national form': async (lab) =>
        transferTo(lab, ['205', '206'], '600 100 212'.replaceAll(' ', ''), await lab.mobile('+48600100212')),
      'a DID of the tenant’s own': async (lab) =>
        transferTo(lab, ['207', '208'], '221000104', await lab.phone('104')),
      'a number of another country': async (lab) =>
        transferTo(lab, ['209', '210'], '004915112345678', await lab.mobile('+4915112345678')),
    });
  });

  scenario('an extension of an external PBX, which asks the trunk for its password', async (lab) => {
    const extension = await lab.pbxExtension('20');
    await transferTo(lab, ['102', '101'], '312', extension);
    const asked = lab.sip.messages({ status: 407, from: '10.99.0.3:5060', since: lab.since });
    assert.ok(asked.length > 0, 'the PBX asked nobody');
  });

  scenario('an extension of an external PBX that rejects', async (lab) => {
    const [transferee, transferor, extension] = await Promise.all([
      lab.phone('102'),
      lab.phone('101'),
      lab.pbxExtension('20'),
    ]);
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await transferor.press('312#');
    await extension.waitFor('incoming');
    await extension.reject();
    await transferor.waitToHear('prompt:pl/target-busy');
    await expectTalk(transferor, transferee, 15_000);
  });

  scenario('somewhere else by its SIP URI', async (lab) => {
    const anna = await lab.scripted('anna', sipUri);
    await transferTo(lab, ['102', '101'], '313', anna);
  });

  scenario('somewhere else by a SIP URI in a REFER', async (lab) => {
    const [transferor, transferee, anna] = await Promise.all([
      lab.scripted('101'),
      lab.phone('102'),
      lab.scripted('anna', sipUri),
    ]);
    await callAndTalk(transferee, '101', transferor);
    const call = transferor.call();
    assert.equal((await call.refer('<sip:anna@10.99.0.4:25199>')).status, 202);
    const incoming = await anna.nextCall();
    assert.match(headerValues(incoming.invite ?? { headers: [] }, 'from')[0] ?? '', /sip:101@demo\.test/);
    await anna.answer();
    await expectTalk(transferee, anna);
    await call.ended;
  });
});

/** Where 313 leads: a user agent that has nothing to do with us. */
const sipUri = { domain: 'partner.test', address: '10.99.0.4', sipPort: 25_199, password: '' };

describe('a number that may not be dialled', () => {
  const refused = async (lab: Lab, { domain, attended, back }: Site, number: string, e164: string) => {
    const [[transferee, transferor], subscriber] = await Promise.all([
      lab.phonesOf(domain, '105', '106'),
      lab.mobile(e164),
    ]);
    await callAndTalk(transferee, '106', transferor);
    const started = await begin({ transferee, transferor }, attended);
    await transferor.press(`${number}#`);
    await transferor.waitToHear('prompt:pl/try-again', { since: started, withinMs: 8_000 });
    await transferor.press(back);
    await expectTalk(transferor, transferee);
    assert.ok(!subscriber.events.some(({ type }) => type === 'incoming'), `${e164} rang`);
  };
  const atHomeOnly: Site = { ...hash, domain: 'policies.test' };

  simultaneously({
    'is a premium one, by default': (lab) => refused(lab, telecube, '701100100', '+48701100100'),
    'is one of another country, for a tenant that calls at home only': (lab) =>
      refused(lab, atHomeOnly, '004915112345679', '+4915112345679'),
  });
});

describe('a tenant that may have one off-net leg at a time', () => {
  scenario('has a second one refused, until the first is over', async (lab) => {
    const domain = 'fifth.test';
    const [one, first, other, second] = await lab.phonesOf(domain, '102', '101', '104', '105');
    const [mobile, another] = await Promise.all([
      lab.mobile('+48600100213', { autoAnswer: true }),
      lab.mobile('+48600100214'),
    ]);
    await callAndTalk(one, '101', first);
    await begin({ transferee: one, transferor: first }, '*7');
    await first.press('600100213*');
    await expectTalk(first, mobile);
    await callAndTalk(other, '105', second);
    await begin({ transferee: other, transferor: second }, '*7');
    await second.press('600100214*');
    await second.waitToHear('prompt:en/not-allowed', { withinMs: 8_000 });
    await expectTalk(second, other, 15_000);

    await first.press('#0');
    await mobile.waitFor('closed');
    await expectTalk(first, one);
    await begin({ transferee: other, transferor: second }, '*7');
    await second.press('600100214*');
    await another.waitFor('incoming');
    await another.answer();
    await expectTalk(second, another);
  });
});
