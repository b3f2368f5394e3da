import { z } from 'zod';
import { complain } from '../check.ts';
import { e164 } from './fields.ts';

/** Who calls, in the eyes of a transfer target (SPEC § 6). */
export const callerId = z
  .strictObject({
    show: z
      .enum(
        ['transferor', 'dialled', 'transferee', 'fixed'],
        'must be transferor, dialled, transferee or fixed',
      )
      .default('transferor'),
    /** A DID of the tenant: what is fixed, or what the public network sees where nothing else can be shown. */
    number: e164.optional(),
  })
  .superRefine(({ show, number }, context) => {
    if (show === 'fixed' && number === undefined) {
      complain(context, ['number'], 'must be given where the caller ID is fixed');
    }
  });
