import assert from 'node:assert/strict';
import { expectTalk } from '../src/expect.ts';
import type { Lab } from '../src/lab.ts';
import { headerValues, type SipMessage } from '../src/network/sip-message.ts';
import type { Handset } from '../src/phone/handset.ts';
import { fifth, hash, inline, type Site, telecube } from '../src/sites.ts';
import { begin, callAndTalk } from '../src/steps.ts';
import { scenario, simultaneously } from './scenario.ts';

const customer = '+48600100200';

/** The INVITE with which a phone was called. */
const inviteOf = (phone: Handset): SipMessage => {
  const invites = phone
    .sip()
    .filter(({ method, status, to }) => method === 'INVITE' && status === 0 && to === phone.sipAddress);
  assert.ok(invites[0], `${phone.user} was not called`);
  return invites[0];
};

/** Nowhere in the message, not in a Contact or a Via either. */
const expectHidden = ({ headers, body }: SipMessage): void => {
  const lines = [...headers.map((header) => header.join(': ')), ...body.split('\r\n')];
  assert.deepEqual(
    lines.filter((line) => line.includes('600100200')),
    [],
  );
};

const from = (invite: SipMessage): string => headerValues(invite, 'from')[0] ?? '';

/** A customer calls a DID of the tenant and is moved on, to a phone or a number; the target answers. */
const moved = async (lab: Lab, site: Site, did: string, number: string, target: Handset) => {
  const [caller, transferor] = await Promise.all([
    lab.mobile(customer),
    lab.phone('101', { domain: site.domain }),
  ]);
  await callAndTalk(caller, did, transferor);
  await begin({ transferee: caller, transferor }, site.attended);
  await transferor.press(`${number}${site.terminator}`);
  await target.waitFor('incoming');
  await target.answer();
  await expectTalk(transferor, target);
  await transferor.hangUp();
  await expectTalk(caller, target);
  return inviteOf(target);
};

/** The tenant's setting, the DID that the customer dials, and what a phone of the tenant and one outside must show. */
const settings = [
  ['the transferor', telecube, '+48221000101', /Phone 101.*sip:101@/, '+48221000101'],
  ['the number that the customer dialled', hash, '+48221001101', /sip:\+48221001101@/, '+48221001101'],
  ['the customer’s own number', inline, '+48221002101', /sip:\+48600100200@/, '+48221002101'],
  ['a number of the company', fifth, '+48221003101', /sip:\+48221003100@/, '+48221003100'],
] as const;

for (const [what, site, did, inside, outside] of settings) {
  describe(`a target sees ${what}`, () => {
    scenario('on a phone of the tenant', async (lab) => {
      const target = await lab.phone('103', { domain: site.domain });
      assert.match(from(await moved(lab, site, did, '103', target)), inside);
    });

    scenario(`outside it is ${outside}, and never the customer’s`, async (lab) => {
      const target = await lab.mobile('+48600100201');
      const invite = await moved(lab, site, did, '600100201', target);
      assert.match(from(invite), new RegExp(`sip:\\${outside}@`));
      expectHidden(invite);
    });
  });
}

describe('between extensions', () => {
  simultaneously(
    Object.fromEntries(
      [telecube, hash, inline, fifth].map((site) => [
        site.profile,
        async (lab: Lab) => {
          const cast = await site.cast(lab);
          await callAndTalk(cast.transferee, '101', cast.transferor);
          await begin(cast, site.attended);
          await cast.transferor.press(`103${site.terminator}`);
          const { peer, peerName } = await cast.target.waitFor('incoming');
          const shown = site === inline ? '102' : '101';
          assert.equal(peer, `sip:${shown}@${site.domain}`);
          assert.equal(peerName, `Phone ${shown}`);
        },
      ]),
    ),
  );
});

describe('a trunk that asks where a call was to go', () => {
  scenario('is told by Diversion when it is forwarded to a mobile', async (lab) => {
    const [caller, mobile] = await Promise.all([lab.mobile(customer), lab.mobile('+48600100301')]);
    await callAndTalk(caller, '+48221004101', mobile);
    const invite = inviteOf(mobile);
    assert.match(headerValues(invite, 'diversion')[0] ?? '', /sip:\+48221004101@/);
    assert.match(from(invite), /sip:\+48221004101@/);
    expectHidden(invite);
  });

  scenario('is told by History-Info when it is transferred', async (lab) => {
    const target = await lab.mobile('+48600100201');
    const invite = await moved(lab, telecube, '+48221000101', '600100201', target);
    assert.match(headerValues(invite, 'history-info').join(','), /sip:\+48221000101@/);
  });
});

describe('after a transfer both ends are told whom they talk to', () => {
  for (const [account, method] of [
    ['231', 'UPDATE'],
    ['232', 'INVITE'],
  ] as const) {
    scenario(
      `by ${method === 'INVITE' ? 're-INVITE' : method} where their account says so`,
      async (lab) => {
        const transferee = await lab.scripted(account);
        const [transferor, target] = await lab.phones('101', '103');
        await callAndTalk(transferee, '101', transferor);
        const call = transferee.call();
        await begin({ transferee, transferor }, '*');
        await transferor.press('103#');
        await target.waitFor('incoming');
        await target.answer();
        await expectTalk(transferor, target);
        await transferor.hangUp();
        const shown = await call.waitForRequest(method);
        assert.match(
          headerValues(shown, 'p-asserted-identity')[0] ?? '',
          /"?Phone 103"? ?<sip:103@demo\.test>/,
        );
        await expectTalk(transferee, target);
      },
      { renegotiates: true },
    );
  }
});
