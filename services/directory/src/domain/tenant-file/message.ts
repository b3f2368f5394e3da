import { z } from 'zod';
import { complain, text } from '../check.ts';

/** What a party is told: a recording by its name, or a text to be read out. */
export type Message =
  | { readonly type: 'Recording'; readonly name: string }
  | { readonly type: 'Text'; readonly text: string };

export const message = z
  .strictObject({
    /** The tenant's own or a built-in one. */
    recording: text(/^[a-z0-9-]{1,64}$/, 'must be 1 to 64 small letters, digits and hyphens').optional(),
    text: text(/^[^\p{Cc}\p{Cs}]{1,500}$/u, 'must be 1 to 500 characters in one line').optional(),
  })
  .superRefine(({ recording, text }, context) => {
    if ((recording === undefined) === (text === undefined)) {
      complain(context, [], 'must be one of recording and text');
    }
  })
  .transform(
    ({ recording, text }): Message =>
      recording === undefined ? { type: 'Text', text: text ?? '' } : { type: 'Recording', name: recording },
  );
