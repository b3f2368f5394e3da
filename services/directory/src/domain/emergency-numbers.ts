/** Besides 112, which reaches help from every network in Europe and every GSM phone. */
const national: Readonly<Record<string, readonly string[]>> = {
  GB: ['999'],
  PL: ['997', '998', '999'],
  US: ['911'],
};

/** Numbers that must be reachable from every phone and stand for nothing else. */
export const emergencyNumbers = (country: string): ReadonlySet<string> =>
  new Set(['112', ...(national[country] ?? [])]);
