import { z } from 'zod';
import { count } from './check.ts';

/** Milliseconds and tries of number entry (SPEC § 1). */
const shape = {
  /** A code waits so long for a longer one that it begins. */
  interdigitMs: count(100, 5_000, 'milliseconds'),
  /** After the last digit of a number. */
  numberTimeoutMs: count(500, 30_000, 'milliseconds'),
  /** To the first digit of a number. */
  firstDigitMs: count(1_000, 60_000, 'milliseconds'),
  attempts: count(1, 10),
};

/** The timings of a profile. */
export const timings = z.strictObject({
  interdigitMs: shape.interdigitMs.default(1_000),
  numberTimeoutMs: shape.numberTimeoutMs.default(3_000),
  firstDigitMs: shape.firstDigitMs.default(10_000),
  attempts: shape.attempts.default(3),
});

export type Timings = z.infer<typeof timings>;

/** A tenant's own timings: what is absent stays as its profiles have it. */
export const ownTimings = z.strictObject({
  interdigitMs: shape.interdigitMs.exactOptional(),
  numberTimeoutMs: shape.numberTimeoutMs.exactOptional(),
  firstDigitMs: shape.firstDigitMs.exactOptional(),
  attempts: shape.attempts.exactOptional(),
});
