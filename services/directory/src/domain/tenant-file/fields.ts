import { isValidPhoneNumber } from 'libphonenumber-js/max';
import { z } from 'zod';
import { text } from '../check.ts';

/** Of a tenant, a trunk or a profile. */
export const name = text(/^[a-z][a-z0-9-]{0,31}$/, 'must be a name of small letters, digits and hyphens');

/** Of prompts: BCP 47. */
export const language = z.enum(['pl', 'ru', 'en'], 'must be pl, ru or en');

export const extension = text(/^\d{2,6}$/, 'must be an extension of two to six digits');

/** Display name (RFC 3261 §20.10) that phones show. */
export const displayName = text(
  /^[^\p{Cc}\p{Cs}"\\<>]{1,64}$/u,
  'must be 1 to 64 characters, none of them " \\ < >',
);

const e164Rule = 'must be an E.164 number, e.g. +48221000101';

/** A number of ours. */
export const e164 = text(/^\+[1-9]\d{6,14}$/, e164Rule);

/** A number of the public network that somebody is to be reached by, or one that `others` allows. */
export const reachable = (others: RegExp = /(?!)/, rule = e164Rule) =>
  text(new RegExp(`^\\+[1-9]\\d{6,14}$|${others.source}`), rule).refine(
    (number) => others.test(number) || isValidPhoneNumber(number),
    'is no number that its country gives to anybody',
  );

/** How phones are told whom they talk to after a transfer (RFC 5876). */
export const peerDisplay = z.enum(['none', 'update', 'reinvite'], 'must be none, update or reinvite');
