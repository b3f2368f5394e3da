import { z } from 'zod';
import { complain, count, repeated, text } from './check.ts';
import { contradictions } from './profile-rules.ts';
import { type Timings, timings } from './timings.ts';

const code = text(/^[*#][0-9*#]{0,3}$/, 'must be * or # and up to three more keys');
const dialledCode = text(/^[*#][0-9*#]{0,7}$/, 'must be * or # and up to seven more keys');

const codes = z.strictObject({
  startAttended: code.optional(),
  startBlind: code.optional(),
  /** Back to the transferee. */
  return: code,
  /** Three-way conference. */
  conference: code.optional(),
  /** Ends a number. */
  terminator: text(/^[*#]$/, 'must be * or #'),
  /** Dialled as a call, followed by an extension: take the call that rings there. */
  pickup: dialledCode.optional(),
  /** Dialled as a call: take any call that rings in the group. */
  pickupAny: dialledCode.optional(),
});

/** Which keys do what. */
export type Codes = z.infer<typeof codes>;

const directions = ['incoming', 'outgoing', 'api'] as const;

/** In which calls codes count, as their user sees them. */
const calls = z
  .array(z.enum(directions, 'must be incoming, outgoing or api'))
  .min(1, 'must name a kind of call, or the codes would count in none')
  .superRefine((given, context) => {
    for (const index of repeated(given, String)) complain(context, [index], 'must be named once only');
  });

/** A profile file: which keys do what. */
export const profileFile = z
  .strictObject({
    profile: text(/^[a-z][a-z0-9-]{0,31}$/, 'must be a name of small letters, digits and hyphens'),
    codes,
    calls: calls.default([...directions]),
    timings: timings.prefault({}),
  })
  .superRefine((given, context) => {
    for (const [path, rule] of contradictions(given)) complain(context, path, rule);
  });

/** A feature profile (SPEC § 1). */
export type FeatureProfile = z.infer<typeof profileFile>;

/** The profile with a tenant's own timings; what they leave out stays. */
export const withTimings = (profile: FeatureProfile, own: Partial<Timings>): FeatureProfile => ({
  ...profile,
  timings: { ...profile.timings, ...own },
});
