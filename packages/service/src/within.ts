/**
 * What the work results in. Work that takes too long is left behind, not ended.
 *
 * @param ms - Milliseconds; what is below 0 counts as 0.
 * @throws {Error} It took longer.
 */
export const within = async <T>(ms: number, work: Promise<T> | T): Promise<T> => {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`took more than ${ms} ms`)), Math.max(0, ms));
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
};
