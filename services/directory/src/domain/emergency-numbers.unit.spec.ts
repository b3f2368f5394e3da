import assert from 'node:assert/strict';
import { type CountryCode, isSupportedCountry, isValidPhoneNumber } from 'libphonenumber-js/max';
import { problems } from './compile-contents.ts';
import { createDirectory } from './directory.ts';
import { countriesWithEmergencyNumbers, emergencyNumbers } from './emergency-numbers.ts';
import { resolveTarget } from './resolve-target.ts';
import { sampleTenant, tenantContent } from './samples.ts';

describe('emergency numbers', () => {
  /** A tenant whose extensions are no emergency numbers anywhere. */
  const elsewhereThan10x = {
    accounts: [{ account: '101', password: 'demo-101', name: 'Anna', extension: '201' }],
    dids: [{ number: '+48221000101', extension: '201' }],
  };
  const rows: [CountryCode, string][] = [
    ['PL', '112 997 998 999'],
    ['DE', '112 110'],
    ['FR', '112 15 17 18'],
    ['CH', '112 117 118 144'],
    ['CZ', '112 150 155 156 158'],
    ['IT', '112 113 115 118'],
    ['IE', '112 999'],
    ['UA', '112 101 102 103 104'],
    ['RU', '112 101 102 103 104'],
    ['CA', '911'],
    ['MX', '911'],
    ['BR', '190 192 193'],
    ['AU', '000'],
    ['NZ', '111'],
    ['JP', '110 119'],
    ['KR', '112 119'],
    ['ZA', '10111 10177'],
    ['SE', '112'],
  ];
  for (const [country, numbers] of rows) {
    it(`of ${country} are dialled as they are, whatever is barred: ${numbers}`, () => {
      const dialling = { international: false, barred: ['+1', '+4'] };
      const tenant = sampleTenant({ ...elsewhereThan10x, country, dialling });
      const member = createDirectory([tenant]).findAccount('101@demo.test');
      assert(member);
      for (const number of numbers.split(' ')) {
        const resolution = resolveTarget(member, number);
        assert.equal(resolution.type === 'Target' && resolution.target.requestUri, `sip:${number}@demo.test`);
      }
    });
  }

  it('are short, of countries that there are, and no numbers of anybody', () => {
    assert(countriesWithEmergencyNumbers.length > 60);
    for (const country of countriesWithEmergencyNumbers) {
      assert(isSupportedCountry(country), country);
      for (const number of emergencyNumbers(country)) {
        assert.match(number, /^\d{2,5}$/);
        assert(!isValidPhoneNumber(number, country), `${country} ${number}`);
      }
    }
  });

  it('from 100 to 109 may be an extension, which then is what is dialled; without one it is help', () => {
    assert.deepEqual(problems([{ ...tenantContent, country: 'RU' }]), []);
    const member = createDirectory([sampleTenant({ country: 'RU' })]).findAccount('101@demo.test');
    assert(member);
    const kinds = ['102', '104'].map((number) => {
      const resolution = resolveTarget(member, number);
      return resolution.type === 'Target' && resolution.target.kind;
    });
    assert.deepEqual(kinds, ['Account', 'Public']);
  });

  it('are what no extension may be, and what one may stand for', () => {
    const french = { ...tenantContent, country: 'FR' };
    const numbers = (given: object) => ({ ...french, numbers: [given] });
    assert.deepEqual(problems([numbers({ extension: '200', public: '15' })]), []);
    assert.deepEqual(problems([numbers({ extension: '15', public: '+33142685300' })]), [
      'tenant.yaml: numbers[0].extension = "15": 15 would hide an emergency number',
    ]);
    assert.deepEqual(problems([numbers({ extension: '200', public: '16' })]), [
      'tenant.yaml: numbers[0].public = "16": must be an E.164 or an emergency number',
    ]);
  });
});
