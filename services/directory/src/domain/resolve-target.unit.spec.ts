import assert from 'node:assert/strict';
import { createDirectory } from './directory.ts';
import { resolveTarget } from './resolve-target.ts';
import { sampleTenant } from './samples.ts';
import type { Tenant } from './tenant.ts';

const resolve = (dialled: string, tenant: Tenant = sampleTenant()) => {
  const member = createDirectory([tenant]).findAccount('101@demo.test');
  assert(member);
  const resolution = resolveTarget(member, dialled);
  return resolution.type === 'Target' ? resolution.target : resolution.reason;
};

const bartosz = { requestUri: 'sip:102@demo.test', number: '102', displayName: 'Bartosz', offNet: false };
const mobile = {
  requestUri: 'sip:+48600100200@demo.test',
  number: '+48600100200',
  displayName: '',
  offNet: true,
};

describe('a dialled number', () => {
  const rows: [string, string, ReturnType<typeof resolve>][] = [
    ['102', 'an extension', bartosz],
    [
      '2200',
      "an extension that is not the account's name",
      { requestUri: 'sip:office@demo.test', number: '2200', displayName: 'Office', offNet: false },
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
    [
      '0079161234567',
      'abroad',
      { requestUri: 'sip:+79161234567@demo.test', number: '+79161234567', displayName: '', offNet: true },
    ],
    ['112', 'emergency', { requestUri: 'sip:112@demo.test', number: '112', displayName: '', offNet: true }],
    [
      '999',
      'emergency of the country',
      { requestUri: 'sip:999@demo.test', number: '999', displayName: '', offNet: true },
    ],
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

  it('is not allowed where the tenant has no trunk to the public network', () => {
    assert.equal(resolve('600100200', sampleTenant({ publicNumbersVia: undefined })), 'NotAllowed');
    assert.deepEqual(resolve('221000102', sampleTenant({ publicNumbersVia: undefined })), bartosz);
  });

  it("is read in the tenant's country", () => {
    const target = resolve('89161234567', sampleTenant({ country: 'RU' }));
    assert.equal(typeof target === 'object' && target.number, '+79161234567');
  });
});
