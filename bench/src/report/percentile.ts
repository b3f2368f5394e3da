/**
 * The smallest value that a share of all values does not exceed (nearest rank), so it is always one that was measured.
 *
 * @param share - 0 to 1.
 * @returns NaN of no values.
 */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);
