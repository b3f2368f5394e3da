import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  Metadata,
  type NumberingPlan,
} from 'libphonenumber-js/max';

/** How numbers of a country are made and dialled (ITU-T E.164), as the library knows it. */
export interface NationalPlan {
  /** Without plus: "48". */
  readonly callingCode: string;
  /** Regular expression of what national calls are dialled with and E.164 leaves out; empty where there is no such thing. */
  readonly nationalPrefix: string;
  /** Regular expression of what may be a national number without the prefix. All else is none: in Germany it would be a number of the same town. */
  readonly prefixless: string;
  /** Numbers that are dialled otherwise than E.164 has them: without the area code in Jersey, with a zero in Gabon. */
  readonly local: Local | undefined;
  /** Regular expression of the prefix for calls abroad: "00". */
  readonly internationalPrefix: string;
  /** Regular expression of all national numbers, without the prefix. */
  readonly national: string;
}

/** Another form of some national numbers. */
export interface Local {
  /** Regular expression of the digits; its only group is what `national` calls \1: "([0-24-8]\d{5})" */
  readonly dialled: string;
  /** "1534\1" */
  readonly national: string;
}

/** What the library's types leave out. Where a plan has none of something, it says 0. */
interface Plan extends NumberingPlan {
  callingCode(): string;
  nationalPrefix(): string | 0;
  nationalPrefixForParsing(): string | 0;
  nationalPrefixTransformRule(): string | 0;
  formats(): Format[];
  type(kind: string): { pattern(): string | undefined } | undefined;
}

/** How some numbers of a plan are written. */
interface Format {
  pattern(): string;
  /** Of the number's beginning, from a coarse one to the exact one. */
  leadingDigitsPatterns(): string[];
  nationalPrefixIsMandatoryWhenFormattingInNationalFormat(): boolean;
}

const plans = new Map<CountryCode, NationalPlan>();

/** Put together once for each country: a number that is being dialled is looked at in many lengths. */
export const nationalPlan = (country: CountryCode): NationalPlan => {
  const plan = plans.get(country) ?? compile(country);
  plans.set(country, plan);
  return plan;
};

const compile = (country: CountryCode): NationalPlan => {
  const plan = planOf(country);
  const nationalPrefix = plan.nationalPrefix() || '';
  const parsed = plan.nationalPrefixForParsing() || '';
  return {
    callingCode: plan.callingCode(),
    // "0|80?" where Belarus' own is "8"; with groups in it, it takes carriers and local numbers apart, too
    nationalPrefix: parsed.includes('(') ? nationalPrefix : parsed,
    prefixless: nationalPrefix === '' || plan.formats().length === 0 ? '\\d*' : writtenWithoutPrefix(plan),
    local: localOf(parsed, plan),
    internationalPrefix: plan.IDDPrefix(),
    national: patterns(plan).join('|'),
  };
};

/** Regular expression of the national numbers of all countries that have the calling code: +1 and +7 are dialled alike in each of theirs. */
export const nationalOfCallingCode = (callingCode: string): string => {
  const countries = getCountries().filter((country) => getCountryCallingCode(country) === callingCode);
  return [...new Set(countries.flatMap((country) => patterns(planOf(country))))].join('|');
};

const planOf = (country: CountryCode): Plan => {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  return metadata.numberingPlan as Plan;
};

/** The library has them in front of its prefix, "([0-24-8]\d{5})$|0", or in the place of one; what else it takes apart is carriers' and no form of its own. */
const localOf = (parsed: string, plan: Plan): Local | undefined => {
  const rule = plan.nationalPrefixTransformRule() || '';
  const [dialled = '', prefix] = parsed.split('$');
  return rule.includes('$1') && (prefix !== undefined || !plan.nationalPrefix())
    ? { dialled, national: rule.replace('$1', '\\1') }
    : undefined;
};

/** What a country writes with its prefix is dialled with it; 1300 numbers in Australia are not, nor need be mobiles in India. */
const writtenWithoutPrefix = (plan: Plan): string =>
  plan
    .formats()
    .filter((format) => !format.nationalPrefixIsMandatoryWhenFormattingInNationalFormat())
    .map((format) => `(?=${format.leadingDigitsPatterns().at(-1) ?? ''})${format.pattern()}`)
    .join('|')
    .replaceAll(/\((?!\?)/g, '(?:') || '(?!)';

const patterns = (plan: Plan): string[] => kinds.flatMap((kind) => plan.type(kind)?.pattern() || []);

const kinds = [
  'FIXED_LINE',
  'MOBILE',
  'PREMIUM_RATE',
  'TOLL_FREE',
  'SHARED_COST',
  'VOIP',
  'PERSONAL_NUMBER',
  'PAGER',
  'UAN',
  'VOICEMAIL',
];
