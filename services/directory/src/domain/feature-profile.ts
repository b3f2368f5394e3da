import { z } from 'zod';
import { complain, count, text } from './check.ts';

const code = text(/^[*#][0-9*#]{0,3}$/, 'must be * or # and up to three more keys');

const codes = z
  .strictObject({
    startAttended: code.optional(),
    startBlind: code.optional(),
    /** Back to the transferee. */
    return: code,
    /** Three-way conference. */
    conference: code.optional(),
    /** Ends a number. */
    terminator: text(/^[*#]$/, 'must be * or #'),
  })
  .superRefine((given, context) => {
    if (!given.startAttended && !given.startBlind) {
      complain(context, [], 'must have startAttended or startBlind, or no transfer could ever begin');
    }
    for (const [state, actions] of Object.entries(actionsByState)) {
      for (const [action, other] of pairs(actions)) {
        if (given[action] !== undefined && given[action] === given[other]) {
          complain(context, [other], `means ${action} already, and both count ${state}`);
        }
      }
    }
  });

type Action = 'startAttended' | 'startBlind' | 'return' | 'conference';

/** Which codes count at the same time (SPEC § 1): these must differ. Those of different times may be alike. */
const actionsByState: Readonly<Record<string, readonly Action[]>> = {
  'while talking to the transferee': ['startAttended', 'startBlind'],
  'during the consultation call': ['return', 'conference'],
};

const pairs = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((item, index) => items.slice(index + 1).map((other): [T, T] => [item, other]));

/** Milliseconds and tries of number entry (SPEC § 1). */
export const timings = z.strictObject({
  interdigitMs: count(100, 5_000, 'milliseconds').default(1_000),
  numberTimeoutMs: count(500, 30_000, 'milliseconds').default(3_000),
  firstDigitMs: count(1_000, 60_000, 'milliseconds').default(10_000),
  attempts: count(1, 10).default(3),
});

/** A tenant's own timings: what is absent stays as the profile has it. */
export const ownTimings = z.strictObject({
  interdigitMs: timings.shape.interdigitMs.unwrap().optional(),
  numberTimeoutMs: timings.shape.numberTimeoutMs.unwrap().optional(),
  firstDigitMs: timings.shape.firstDigitMs.unwrap().optional(),
  attempts: timings.shape.attempts.unwrap().optional(),
});

/** A profile file: which keys do what. */
export const profileFile = z.strictObject({
  profile: text(/^[a-z][a-z0-9-]{0,31}$/, 'must be a name of small letters, digits and hyphens'),
  codes,
  timings: timings.prefault({}),
});

/** A feature profile (SPEC § 1). */
export type FeatureProfile = z.infer<typeof profileFile>;
