import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import { complain, text } from '../check.ts';
import { ownTimings } from '../timings.ts';
import { account } from './account.ts';
import { callerId } from './caller-id.ts';
import { callingRules } from './calling-rules.ts';
import { dialling } from './dialling.ts';
import { language, name, peerDisplay } from './fields.ts';
import { did, group, number } from './number.ts';
import { numberingRules } from './numbering-rules.ts';
import { transfer } from './policies.ts';
import { trunk } from './trunk.ts';

/** Kamailio's tables have no room for more. */
const LONGEST_DOMAIN = 64;

const shape = z.strictObject({
  tenant: name,
  /** The SIP domain. */
  domain: text(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be a domain name in small letters').max(
    LONGEST_DOMAIN,
    `must be at most ${LONGEST_DOMAIN} characters`,
  ),
  /** ISO 3166 country whose national numbers are dialled without a prefix. */
  country: z.string().refine(isSupportedCountry, 'must be an ISO 3166 country code, e.g. PL').default('PL'),
  language: language.default('en'),
  /** Of SIP phones. */
  profile: name.default('telecube'),
  /** Of mobiles that answer forwarded calls. Default: none, they have no codes. */
  mobileProfile: name.optional(),
  timings: ownTimings.default({}),
  transfer: transfer.prefault({}),
  callerId: callerId.prefault({}),
  peerDisplay: peerDisplay.default('none'),
  dialling: dialling.prefault({}),
  accounts: z.array(account).min(1, 'must have an account'),
  groups: z.array(group).default([]),
  numbers: z.array(number).default([]),
  trunks: z.array(trunk).default([]),
  /** The trunk that public numbers are dialled over. Default: none can be. */
  publicNumbersVia: name.optional(),
  dids: z.array(did).default([]),
});

/** A tenant as a person writes it. */
export const tenantFile = shape.superRefine((given, context) => {
  // An account with a mistake of its own has no default yet; what refers to its extension is right all the same.
  const accounts = given.accounts.map((own) => ({ ...own, extension: own.extension ?? own.account }));
  const tenant = { ...given, accounts };
  for (const [path, rule] of [...numberingRules(tenant), ...callingRules(tenant)]) {
    complain(context, path, rule);
  }
});

/** A tenant as a person writes it, with the defaults filled in. */
export type TenantFile = z.infer<typeof shape>;
