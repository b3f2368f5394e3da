import { type CountryCode, Metadata, type NumberingPlan } from 'libphonenumber-js/max';

/** How numbers of a country are made (ITU-T E.164), as the library knows it. */
export interface NationalPlan {
  /** Without plus: "48". */
  readonly callingCode: string;
  /** What national calls are dialled with, where it may be left out in E.164. */
  readonly nationalPrefix: string;
  /** Regular expression of the prefix for calls abroad: "00". */
  readonly internationalPrefix: string;
  /** Regular expression of all national numbers, without the prefix. */
  readonly national: string;
}

/** What the library's types leave out. */
interface Plan extends NumberingPlan {
  callingCode(): string;
  nationalPrefix(): string | undefined;
  type(kind: string): { pattern(): string | undefined } | undefined;
}

export const nationalPlan = (country: CountryCode): NationalPlan => {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  const plan = metadata.numberingPlan as Plan;
  return {
    callingCode: plan.callingCode(),
    nationalPrefix: plan.nationalPrefix() ?? '',
    internationalPrefix: plan.IDDPrefix(),
    national: kinds.flatMap((kind) => plan.type(kind)?.pattern() || []).join('|'),
  };
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
