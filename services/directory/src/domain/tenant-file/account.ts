import { z } from 'zod';
import { complain, repeated, text } from '../check.ts';
import { displayName, extension, language, peerDisplay, reachable } from './fields.ts';

const conditions = ['always', 'unavailable', 'no-answer', 'busy'] as const;

/** When a call does not, or not only, ring the account's own phones. */
export type ForwardCondition = (typeof conditions)[number];

const forward = z.strictObject({
  /** A number of the public network, e.g. of the user's mobile. */
  to: reachable(),
  when: z
    .array(z.enum(conditions, 'must be always, unavailable, no-answer or busy'))
    .min(1, 'must name a condition')
    .superRefine((given, context) => {
      for (const index of repeated(given, String)) complain(context, [index], 'must be named once only');
      if (given.includes('always') && given.length > 1) {
        complain(context, [], 'must have always alone: with it no other condition can ever come about');
      }
    }),
});

/** A SIP account and whose it is. */
export const account = z
  .strictObject({
    /** User part of the account's SIP URI, and its user name for authentication. */
    account: text(
      /^[a-z0-9][a-z0-9._-]{0,63}$/,
      'must be small letters, digits, dots, hyphens and underscores',
    ),
    password: text(/^[\x20-\x7e]{8,128}$/, 'must be 8 to 128 characters of ASCII'),
    /** Default: the account, where that is an extension. */
    extension: extension.optional(),
    name: displayName,
    /** Default: the tenant's. */
    language: language.optional(),
    /** Default: the tenant's. */
    peerDisplay: peerDisplay.optional(),
    forward: forward.optional(),
  })
  .superRefine((given, context) => {
    if (given.extension === undefined && !extension.safeParse(given.account).success) {
      complain(context, ['extension'], 'must be given, as the account is no number of two to six digits');
    }
  })
  .transform((given) => ({ ...given, extension: given.extension ?? given.account }));
