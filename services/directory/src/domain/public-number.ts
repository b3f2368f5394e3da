import {
  type CountryCode,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js/max';

/** What dialled digits are in the public network. */
export type PublicNumber =
  | { readonly type: 'Number'; readonly e164: string }
  /** More digits could make a number of it. */
  | { readonly type: 'Incomplete' }
  | { readonly type: 'Unknown' };

/**
 * Normalise a number as it is dialled in a country: national, with the country's international prefix, or E.164.
 *
 * @param dialled - Digits, perhaps after a plus.
 */
export const publicNumber = (dialled: string, country: CountryCode): PublicNumber => {
  const number = parsePhoneNumberFromString(dialled, country);
  if (number?.isValid()) return { type: 'Number', e164: number.number };
  return mayGrow(dialled, country) ? { type: 'Incomplete' } : { type: 'Unknown' };
};

/** "+", "+4" and "004" are the beginnings of a country; other numbers may grow while some greater length is possible. */
const mayGrow = (dialled: string, country: CountryCode): boolean =>
  /^(\+|00)\d{0,2}$/.test(dialled) ||
  Array.from(
    { length: Math.max(0, LONGEST_DIALLED - dialled.length) },
    (_, index) => dialled + '0'.repeat(index + 1),
  ).some((longer) => validatePhoneNumberLength(longer, country) === undefined);

/** E.164's 15 digits and an international prefix of two. */
const LONGEST_DIALLED = 17;
