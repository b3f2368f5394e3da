import { z } from 'zod';
import { complain, count } from '../check.ts';
import { extension } from './fields.ts';
import { message } from './message.ts';

/** Milliseconds that a phone may ring. */
export const ringTimeoutMs = count(1_000, 180_000, 'milliseconds');

const policy = z.discriminatedUnion(
  'action',
  [
    z.strictObject({
      action: z.literal('return'),
      /** Default: the built-in message of the cause. */
      toTransferor: message.optional(),
      /** Default: none, the music goes on. */
      toTransferee: message.optional(),
      /** Of the phone of a transferor who has gone. */
      ringTimeoutMs: ringTimeoutMs.default(20_000),
      ifUnanswered: z
        .enum(['apologise', 'route-again', 'voicemail'], 'must be apologise, route-again or voicemail')
        .default('apologise'),
    }),
    z.strictObject({
      action: z.literal('apologise'),
      /** Default: the built-in apology. */
      message: message.optional(),
    }),
    z.strictObject({
      action: z.literal('voicemail'),
      /** Default: the transferor's. */
      mailbox: extension.optional(),
      /** Default: the built-in greeting. */
      greeting: message.optional(),
    }),
  ],
  'must be return, apologise or voicemail',
);

/** What becomes of a call whose target does not take it, by cause (SPEC § 4). */
const policies = z.strictObject({
  /** For all causes without one of their own. */
  any: policy.optional(),
  busy: policy.optional(),
  noAnswer: policy.optional(),
  unavailable: policy.optional(),
  rejected: policy.optional(),
});

/** One policy. */
export type FailurePolicy = z.infer<typeof policy>;
/** All of a direction. */
export type FailurePolicies = z.infer<typeof policies>;

/** The causes that a policy can be given for. */
export const causes = ['any', 'busy', 'noAnswer', 'unavailable', 'rejected'] as const;

/** How transfers of the tenant go. */
export const transfer = z
  .strictObject({
    /** Of a target. */
    ringTimeoutMs: ringTimeoutMs.default(30_000),
    /** Of calls that the transferor was called in. */
    incoming: policies.prefault({}),
    /** Of calls that he made. */
    outgoing: policies.prefault({}),
  })
  .superRefine(({ outgoing }, context) => {
    for (const cause of causes) {
      const given = outgoing[cause];
      if (given?.action === 'return' && given.ifUnanswered === 'route-again') {
        complain(
          context,
          ['outgoing', cause, 'ifUnanswered'],
          'must be apologise or voicemail: an outgoing call came in nowhere',
        );
      }
    }
  });
