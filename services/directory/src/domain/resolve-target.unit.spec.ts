import assert from 'node:assert/strict';
import { createDirectory } from './directory.ts';
import { resolveTarget } from './resolve-target.ts';
import { everyExtension, sampleTenant } from './samples.ts';
import type { Tenant } from './tenant.ts';

const resolve = (dialled: string, tenant: Tenant = sampleTenant()) => {
  const member = createDirectory([tenant]).findAccount('101@demo.test');
  assert(member);
  const resolution = resolveTarget(member, dialled);
  return resolution.type === 'Target' ? resolution.target : resolution.reason;
};

const bartosz = {
  kind: 'Account',
  requestUri: 'sip:102@demo.test',
  number: '102',
  displayName: 'Bartosz',
  offNet: false,
} as const;
const toPublic = (number: string, displayName = '') => ({
  kind: 'Public' as const,
  requestUri: `sip:${number}@demo.test`,
  number,
  displayName,
  offNet: true,
});
const mobile = toPublic('+48600100200');

describe('a dialled number', () => {
  const rows: [string, string, ReturnType<typeof resolve>][] = [
    ['102', 'an extension', bartosz],
    [
      '2200',
      "an extension that is not the account's name",
      {
        kind: 'Account',
        requestUri: 'sip:2200@demo.test',
        number: '2200',
        displayName: 'Office',
        offNet: false,
      },
    ],
    ['101', 'oneself', 'NotAllowed'],
    ['+48221000102', 'a DID of the tenant stays inside', bartosz],
    ['221000102', 'a DID in national form stays inside', bartosz],
    ['0048221000102', 'a DID in international form stays inside', bartosz],
    ['221000101', "one's own DID", 'NotAllowed'],
    ['600100200', 'national', mobile],
    ['+48600100200', 'E.164', mobile],
    ['0048600100200', 'with the international prefix', mobile],
    ['48600100200', 'with the country code and no prefix', mobile],
    ['0079161234567', 'abroad', toPublic('+79161234567')],
    ['112', 'emergency', toPublic('112')],
    ['999', 'emergency of the country', toPublic('999')],
    ['', 'nothing yet', 'Incomplete'],
    ['10', 'the beginning of an extension', 'Incomplete'],
    ['22', 'the beginning of an extension and of a city', 'Incomplete'],
    ['60010020', 'a national number without its last digit', 'Incomplete'],
    ['00', 'the international prefix', 'Incomplete'],
    ['004', 'the beginning of a country', 'Incomplete'],
    ['0048', 'a country', 'Incomplete'],
    ['+', 'a plus', 'Incomplete'],
    ['6001002000', 'a digit too many', 'UnknownNumber'],
    ['+999', 'no country', 'UnknownNumber'],
    ['00999123456', 'a number of no country', 'UnknownNumber'],
    ['1'.repeat(40), 'far too long', 'UnknownNumber'],
    ['10*', 'a key that is no digit', 'UnknownNumber'],
    ['#', 'a code', 'UnknownNumber'],
  ];
  for (const [dialled, what, expected] of rows) {
    it(`${dialled || '""'}: ${what}`, () => assert.deepEqual(resolve(dialled), expected));
  }

  it('is a DID of the tenant whether its country gives such numbers or not', () => {
    const tenant = sampleTenant({ dids: [{ number: '+48999000102', extension: '102' }] });
    for (const dialled of ['+48999000102', '0048999000102', '48999000102']) {
      assert.deepEqual(resolve(dialled, tenant), bartosz);
      assert.equal(typeof resolve(dialled), 'string', 'of nobody it is no target');
    }
  });

  it('is not allowed where the tenant has no trunk to the public network', () => {
    assert.equal(resolve('600100200', sampleTenant({ publicNumbersVia: undefined })), 'NotAllowed');
    assert.deepEqual(resolve('221000102', sampleTenant({ publicNumbersVia: undefined })), bartosz);
  });

  it("is read in the tenant's country", () => {
    const target = resolve('89161234567', sampleTenant({ country: 'RU' }));
    assert.equal(typeof target === 'object' && target.number, '+79161234567');
  });
});

describe('a dialled extension that is not an account', () => {
  const tenant = sampleTenant(everyExtension);
  const inside = (kind: 'Account' | 'Group' | 'Pbx' | 'Uri', number: string, displayName: string) => ({
    kind,
    requestUri: `sip:${number}@demo.test`,
    number,
    displayName,
    offNet: false,
  });
  const nightWatch = toPublic('+48600100201', 'Night watch');
  const rows: [string, string, ReturnType<typeof resolve>][] = [
    ['300', 'a group, with the dialler in it', inside('Group', '300', 'Sales')],
    ['310', "a DID: what that rings, under that one's name", inside('Account', '310', 'Bartosz')],
    ['311', 'a public number', nightWatch],
    ['312', 'a number of an external PBX', inside('Pbx', '312', 'Branch')],
    ['313', 'a SIP URI', inside('Uri', '313', 'Partner')],
    ['314', 'a DID of a group, under its own name', inside('Group', '314', 'Hotline')],
    ['+48221000300', 'a DID of a group', inside('Group', '300', 'Sales')],
    ['221000310', 'a DID of an extension that stands for another DID', inside('Account', '310', 'Bartosz')],
    ['221000311', 'a DID of a public number', nightWatch],
    ['221000312', 'a DID of an external PBX', inside('Pbx', '312', 'Branch')],
    ['221000313', 'a DID of a SIP URI', inside('Uri', '313', 'Partner')],
    ['31', 'the beginning of several', 'Incomplete'],
    ['315', 'the beginning of a public number and nothing else', 'Incomplete'],
  ];
  for (const [dialled, what, expected] of rows) {
    it(`${dialled}: ${what}`, () => assert.deepEqual(resolve(dialled, tenant), expected));
  }

  it("is not allowed where it is one's own DID in another form", () => {
    const own = { ...everyExtension, numbers: [{ extension: '310', did: '+48221000101' }] };
    assert.equal(resolve('310', sampleTenant({ ...own, dids: own.dids.slice(0, 2) })), 'NotAllowed');
  });

  it("may be an emergency number, or one that the tenant's accounts may not dial themselves", () => {
    const tenant = sampleTenant({
      numbers: [
        { extension: '320', public: '112' },
        { extension: '321', public: '+48701100200' },
      ],
    });
    assert.deepEqual(resolve('320', tenant), toPublic('112'));
    assert.deepEqual(resolve('321', tenant), toPublic('+48701100200'));
    assert.equal(resolve('701100200', tenant), 'NotAllowed');
  });
});
