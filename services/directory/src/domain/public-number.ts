import {
  type CountryCode,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js/max';
import { nationalPlan } from './national-plan.ts';

/** What dialled digits are in the public network. */
export type PublicNumber =
  | { readonly type: 'Number'; readonly e164: string }
  /** More digits could make a number of it. */
  | { readonly type: 'Incomplete' }
  | { readonly type: 'Unknown' };

/**
 * Normalise a number as it is dialled in a country: national, with the country's international prefix, with its calling code alone, or E.164.
 *
 * @param dialled - Digits, perhaps after a plus.
 */
export const publicNumber = (dialled: string, country: CountryCode): PublicNumber => {
  const number = readings(dialled, country)
    .map((reading) => parsePhoneNumberFromString(reading, country))
    .find((parsed) => parsed?.isValid());
  if (number) return { type: 'Number', e164: number.number };
  return mayGrow(dialled, country) ? { type: 'Incomplete' } : { type: 'Unknown' };
};

/**
 * The number with its plus where digits are dialled in international form, be it one that anybody has or not.
 *
 * @param dialled - Digits, perhaps after a plus.
 */
export const internationalForm = (dialled: string, country: CountryCode): string | undefined => {
  const { callingCode, internationalPrefix } = nationalPlan(country);
  if (dialled.startsWith(callingCode)) return `+${dialled}`;
  const abroad = new RegExp(`^(?:\\+|${internationalPrefix})(\\d*)$`).exec(dialled);
  return abroad ? `+${abroad[1]}` : undefined;
};

/**
 * What the digits may be, the likelier first. The library takes every national number without its prefix; where that is mandatory,
 * wrong people would be called.
 */
const readings = (dialled: string, country: CountryCode): string[] => {
  const { callingCode, nationalPrefix, prefixless, local, internationalPrefix } = nationalPlan(country);
  const prefixed = nationalPrefix === '' ? '' : `|${nationalPrefix}`;
  const whole = new RegExp(
    `^(?:(?:\\+|${internationalPrefix}${prefixed})\\d*|${prefixless}|${local?.dialled ?? '(?!)'})$`,
  );
  return [
    ...(whole.test(dialled) ? [dialled] : []),
    ...(dialled.startsWith(callingCode) ? [`+${dialled}`] : []),
  ];
};

/** "+", "+4", "004" and "4" are the beginnings of a country; other numbers may grow while some greater length is possible. */
const mayGrow = (dialled: string, country: CountryCode): boolean =>
  /^(\+|00)\d{0,2}$/.test(dialled) ||
  nationalPlan(country).callingCode.startsWith(dialled) ||
  Array.from(
    { length: Math.max(0, LONGEST_DIALLED - dialled.length) },
    (_, index) => dialled + '0'.repeat(index + 1),
  ).some((longer) =>
    readings(longer, country).some((reading) => validatePhoneNumberLength(reading, country) === undefined),
  );

/** E.164's 15 digits and an international prefix of two. */
const LONGEST_DIALLED = 17;
