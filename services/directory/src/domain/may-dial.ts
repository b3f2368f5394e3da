import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { nationalPlan } from './national-plan.ts';
import type { Tenant } from './tenant.ts';

/**
 * Whether accounts of the tenant may dial a public number. Premium-rate numbers are those that their country charges extra for;
 * shared-cost ones (801 in Poland, 0844 in Great Britain) are what any service line has, and can be barred by their beginning.
 *
 * @param e164 - A valid number.
 */
export const mayDial = ({ dialling, country }: Tenant, e164: string): boolean => {
  if (dialling.barred.some((beginning) => e164.startsWith(beginning))) return false;
  if (!dialling.premium && parsePhoneNumberFromString(e164)?.getType() === 'PREMIUM_RATE') return false;
  return dialling.international || isNational(e164, country);
};

/** Countries may share a calling code and freephone numbers in it: +1 800 is national in each of them. */
const isNational = (e164: string, country: Tenant['country']): boolean => {
  const { callingCode, national } = nationalPlan(country);
  return new RegExp(`^\\+${callingCode}(?:${national})$`).test(e164);
};
