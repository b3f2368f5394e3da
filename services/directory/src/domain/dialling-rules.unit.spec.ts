import assert from 'node:assert/strict';
import { type CountryCode, getCountries } from 'libphonenumber-js/max';
import { diallingRules } from './dialling-rules.ts';
import { publicNumber } from './public-number.ts';

/** As Kamailio reads the rules. */
const translate = (dialled: string, country: CountryCode): string => {
  const rule = diallingRules(country).find((candidate) => new RegExp(candidate.dialled).test(dialled));
  return rule ? dialled.replace(new RegExp(rule.dialled), rule.number.replace('\\1', '$1')) : 'none';
};

describe('the dialling rules of a country', () => {
  const rows: [CountryCode, string, string][] = [
    ['PL', '600100200', '+48600100200'],
    ['PL', '221000103', '+48221000103'],
    ['PL', '48600100200', '+48600100200'],
    ['PL', '0048600100200', '+48600100200'],
    ['PL', '+48600100200', '+48600100200'],
    ['PL', '0079161234567', '+79161234567'],
    ['PL', '60010020', 'none'],
    ['PL', '6001002000', 'none'],
    ['PL', '103', 'none'],
    ['RU', '89161234567', '+79161234567'],
    ['RU', '9161234567', '+79161234567'],
    ['RU', '81048600100200', '+48600100200'],
    ['GB', '02079460000', '+442079460000'],
    ['US', '2125550100', '+12125550100'],
    ['US', '01148600100200', '+48600100200'],
  ];
  for (const [country, dialled, number] of rows) {
    it(`of ${country} make ${number} of ${dialled}, as a transfer does`, () => {
      assert.equal(translate(dialled, country), number);
      const resolved = publicNumber(dialled, country);
      assert.equal(resolved.type === 'Number' ? resolved.e164 : 'none', number);
    });
  }

  it('leave emergency numbers as they are dialled', () => {
    for (const number of ['112', '997', '998', '999']) assert.equal(translate(number, 'PL'), number);
    assert.equal(translate('997', 'GB'), 'none');
  });

  it('exist for every country, each with one group', () => {
    for (const country of getCountries()) {
      for (const { dialled } of diallingRules(country)) {
        assert.equal(new RegExp(`${dialled}|`).exec('')?.length, 2, `${country}: ${dialled}`);
      }
    }
  });
});
