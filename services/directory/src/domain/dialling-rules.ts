import { type CountryCode, Metadata, type NumberingPlan } from 'libphonenumber-js/max';
import { emergencyNumbers } from './emergency-numbers.ts';

/** One way to dial a public number. */
export interface DiallingRule {
  /** Regular expression of the digits dialled; its only group is what `number` calls \1. PCRE and ECMAScript read it alike. */
  readonly dialled: string;
  /** E.164 with its plus, or an emergency number as it is. */
  readonly number: string;
}

/**
 * How public numbers are dialled in a country, as Kamailio's `dialplan` module takes it: the first rule that matches counts.
 * It says what {@link publicNumber} says, but for numbers of other countries, of which only the length is checked.
 */
export const diallingRules = (country: CountryCode): DiallingRule[] => {
  const plan = planOf(country);
  const code = plan.callingCode();
  const prefix = plan.nationalPrefix();
  const national = kinds.flatMap((kind) => plan.type(kind)?.pattern() || []).join('|');
  return [
    { dialled: `^(${[...emergencyNumbers(country)].join('|')})$`, number: '\\1' },
    { dialled: `^(?:${prefix ?? ''})?(${national})$`, number: `+${code}\\1` },
    { dialled: `^(${code}(?:${national}))$`, number: '+\\1' },
    { dialled: `^(?:\\+|${plan.IDDPrefix()})([1-9]\\d{6,14})$`, number: '+\\1' },
  ];
};

/** What the library knows about a country and its types leave out. */
interface Plan extends NumberingPlan {
  callingCode(): string;
  nationalPrefix(): string | undefined;
  type(kind: string): { pattern(): string | undefined } | undefined;
}

const planOf = (country: CountryCode): Plan => {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  return metadata.numberingPlan as Plan;
};

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
