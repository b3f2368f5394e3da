import { z } from 'zod';
import { complain, count, repeated, text } from '../check.ts';

const MOST_OFF_NET_LEGS = 10_000;

/** What the tenant's accounts may dial. Extensions and emergency numbers are always allowed. */
export const dialling = z.strictObject({
  /** Beginnings of public numbers that may not be dialled. */
  barred: z
    .array(text(/^\+[1-9]\d{0,14}$/, 'must be the beginning of an E.164 number, e.g. +4870'))
    .superRefine((given, context) => {
      for (const index of repeated(given, String)) complain(context, [index], 'must be named once only');
    })
    .default([]),
  /** Premium-rate numbers. */
  premium: z.boolean('must be true or false').default(false),
  /** Numbers of other countries. */
  international: z.boolean('must be true or false').default(true),
  /** Off-net legs of transfers that the tenant may have at once. 0: any number. */
  maxOffNetLegs: count(0, MOST_OFF_NET_LEGS).default(0),
});
