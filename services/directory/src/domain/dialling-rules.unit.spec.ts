import assert from 'node:assert/strict';
import { type CountryCode, getCountries, getExampleNumber, Metadata } from 'libphonenumber-js/max';
import mobiles from 'libphonenumber-js/mobile/examples';
import { diallingRules } from './dialling-rules.ts';
import { publicNumber } from './public-number.ts';

/** As Kamailio reads the rules. */
const translate = (dialled: string, country: CountryCode): string => {
  const rule = diallingRules(country).find((candidate) => new RegExp(candidate.dialled).test(dialled));
  return rule ? dialled.replace(new RegExp(rule.dialled), rule.number.replace('\\1', '$1')) : 'none';
};

const nationalPrefixOf = (country: CountryCode): string => {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  const { nationalPrefix } = metadata.numberingPlan as unknown as { nationalPrefix: () => string | 0 };
  return nationalPrefix.call(metadata.numberingPlan) || '';
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
    ['PL', '0600100200', 'none'],
    ['RU', '89161234567', '+79161234567'],
    ['RU', '9161234567', '+79161234567'],
    ['RU', '81048600100200', '+48600100200'],
    ['GB', '02079460000', '+442079460000'],
    ['US', '2125550100', '+12125550100'],
    ['US', '01148600100200', '+48600100200'],
    // without a national prefix: the zero is the number's own
    ['IT', '0331123456', '+390331123456'],
    ['IT', '3311234567', '+393311234567'],
    ['IT', '390331123456', '+390331123456'],
    ['GA', '011123456', '+24111123456'],
    ['GA', '11123456', '+24111123456'],
    ['GA', '01123456', '+24101123456'],
    // with a mandatory one: without it, digits are in international form or none
    ['DE', '030901820', '+4930901820'],
    ['DE', '4930901820', '+4930901820'],
    ['DE', '491701234567', '+491701234567'],
    ['DE', '01701234567', '+491701234567'],
    ['DE', '30901820', 'none'],
    ['DE', '30123', 'none'],
    ['DE', '403000', 'none'],
    ['AT', '01234567', '+431234567'],
    ['AT', '1234567', 'none'],
    ['GB', '2079460000', 'none'],
    ['ID', '62812345678', '+62812345678'],
    ['BY', '80291234567', '+375291234567'],
    // with one for some numbers only
    ['AU', '1300123456', '+611300123456'],
    ['AU', '0291234567', '+61291234567'],
    ['AU', '291234567', 'none'],
    ['IN', '9812345678', '+919812345678'],
    // without the area code, where a country has one only
    ['JE', '712345', '+441534712345'],
    ['JE', '01534712345', '+441534712345'],
    ['AG', '4641234', '+12684641234'],
    ['SM', '886377', '+3780549886377'],
    // in another country of the same calling code
    ['US', '14165550100', '+14165550100'],
    ['US', '18095550100', '+18095550100'],
    ['US', '4165550100', '+14165550100'],
    ['CA', '12125550100', '+12125550100'],
    ['RU', '87011234567', '+77011234567'],
    ['GB', '01534712345', '+441534712345'],
    ['GB', '441534712345', '+441534712345'],
  ];
  for (const [country, dialled, number] of rows) {
    it(`of ${country} make ${number} of ${dialled}, as a transfer does`, () => {
      assert.equal(translate(dialled, country), number);
      const resolved = publicNumber(dialled, country);
      assert.equal(resolved.type === 'Number' ? resolved.e164 : 'none', number);
    });
  }

  it('make the same number of each of its forms in every country, as a transfer does', () => {
    const others = getCountries().filter((country) => country !== 'CO'); // there 03… begins with a carrier to the library
    for (const country of others) {
      const mobile = getExampleNumber(country, mobiles);
      assert(mobile);
      const { number, nationalNumber } = mobile;
      for (const dialled of [number, number.slice(1), `${nationalPrefixOf(country)}${nationalNumber}`]) {
        assert.equal(translate(dialled, country), number, `${country}: ${dialled}`);
        assert.deepEqual(publicNumber(dialled, country), { type: 'Number', e164: number });
      }
    }
  });

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
