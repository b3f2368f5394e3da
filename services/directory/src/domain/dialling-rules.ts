import type { CountryCode } from 'libphonenumber-js/max';
import { emergencyNumbers } from './emergency-numbers.ts';
import { nationalOfCallingCode, nationalPlan } from './national-plan.ts';

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
  const { callingCode, nationalPrefix, prefixless, local, internationalPrefix } = nationalPlan(country);
  const national = nationalOfCallingCode(callingCode);
  return [
    { dialled: `^(${[...emergencyNumbers(country)].join('|')})$`, number: '\\1' },
    ...(local ? [{ dialled: `^${local.dialled}$`, number: `+${callingCode}${local.national}` }] : []),
    { dialled: `^(?:${nationalPrefix})(${national})$`, number: `+${callingCode}\\1` },
    { dialled: `^(?=(?:${prefixless})$)(${national})$`, number: `+${callingCode}\\1` },
    { dialled: `^(${callingCode}(?:${national}))$`, number: '+\\1' },
    { dialled: `^(?:\\+|${internationalPrefix})([1-9]\\d{6,14})$`, number: '+\\1' },
  ];
};
