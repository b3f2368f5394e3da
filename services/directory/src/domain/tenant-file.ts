import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import { complain, count, repeated, text } from './check.ts';
import { emergencyNumbers } from './emergency-numbers.ts';
import { ownTimings } from './feature-profile.ts';

const name = text(/^[a-z][a-z0-9-]{0,31}$/, 'must be a name of small letters, digits and hyphens');
const language = z.enum(['pl', 'ru', 'en'], 'must be pl, ru or en');
const extension = text(/^\d{2,6}$/, 'must be an extension of two to six digits');

const account = z.strictObject({
  /** User part of the account's SIP URI, and its user name for authentication. */
  account: text(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    'must be small letters, digits, dots, hyphens and underscores',
  ),
  password: text(/^[\x20-\x7e]{8,128}$/, 'must be 8 to 128 characters of ASCII'),
  /** Default: the account, where that is an extension. */
  extension: extension.optional(),
  /** Display name (RFC 3261 §20.10) that other phones show. */
  name: text(/^[^\p{Cc}"\\<>]{1,64}$/u, 'must be 1 to 64 characters, none of them " \\ < >'),
  /** Of the prompts. Default: the tenant's. */
  language: language.optional(),
});

const trunk = z.strictObject({
  /** Unique among all tenants: calls are told apart by it. */
  name,
  /** An IP address where the trunk also sends calls to us. */
  address: text(/^[a-zA-Z0-9.-]+:\d{1,5}$/, 'must be host:port'),
  transport: z.enum(['udp', 'tcp'], 'must be udp or tcp').default('udp'),
});

const did = z.strictObject({
  number: text(/^\+[1-9]\d{6,14}$/, 'must be an E.164 number, e.g. +48221000101'),
  extension,
});

const shape = z.strictObject({
  tenant: name,
  /** The SIP domain. */
  domain: text(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be a domain name in small letters'),
  /** ISO 3166 country whose national numbers are dialled without a prefix. */
  country: z.string().refine(isSupportedCountry, 'must be an ISO 3166 country code, e.g. PL').default('PL'),
  language: language.default('en'),
  profile: name.default('telecube'),
  timings: ownTimings.default({}),
  transfer: z
    .strictObject({ ringTimeoutMs: count(1_000, 180_000, 'milliseconds').default(30_000) })
    .prefault({}),
  accounts: z.array(account).min(1, 'must have an account'),
  trunks: z.array(trunk).default([]),
  /** The trunk that public numbers are dialled over. Default: none can be. */
  publicNumbersVia: name.optional(),
  dids: z.array(did).default([]),
});

type Shape = z.infer<typeof shape>;

/** What the fields must be to each other. */
const consistent = (tenant: Shape, context: z.RefinementCtx): void => {
  const { accounts, trunks, dids, publicNumbersVia } = tenant;
  const sameAccount = repeated(accounts, (given) => given.account);
  for (const index of sameAccount) {
    complain(context, ['accounts', index, 'account'], 'must be this account once only');
  }
  for (const index of repeated(accounts, extensionOf).filter((again) => !sameAccount.includes(again))) {
    complain(context, ['accounts', index, 'extension'], 'must be the extension of one account only');
  }
  for (const [index, given] of accounts.entries()) {
    const dialled = extensionOf(given);
    if (!extension.safeParse(dialled).success && given.extension === undefined) {
      complain(
        context,
        ['accounts', index, 'extension'],
        'must be given, as the account is no number of two to six digits',
      );
    }
    if (emergencyNumbers(tenant.country).has(dialled)) {
      complain(context, ['accounts', index, 'extension'], `${dialled} would hide an emergency number`);
    }
  }
  for (const index of repeated(trunks, (given) => given.name)) {
    complain(context, ['trunks', index, 'name'], 'must be this name once only');
  }
  for (const index of repeated(dids, ({ number }) => number)) {
    complain(context, ['dids', index, 'number'], 'must be this number once only');
  }
  const extensions = new Set(accounts.map(extensionOf));
  for (const [index, given] of dids.entries()) {
    if (!extensions.has(given.extension))
      complain(context, ['dids', index, 'extension'], 'no account has it');
  }
  if (publicNumbersVia !== undefined && !trunks.some((given) => given.name === publicNumbersVia)) {
    complain(context, ['publicNumbersVia'], 'is none of the trunks');
  }
};

const extensionOf = (given: z.infer<typeof account>): string => given.extension ?? given.account;

/** A tenant as a person writes it. */
export const tenantFile = shape.superRefine(consistent).transform((tenant) => ({
  ...tenant,
  accounts: tenant.accounts.map((given) => ({ ...given, extension: extensionOf(given) })),
}));

/** A tenant as a person writes it, with the defaults filled in. */
export type TenantFile = z.infer<typeof tenantFile>;
