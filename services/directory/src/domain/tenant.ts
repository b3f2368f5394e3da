import { createHash } from 'node:crypto';
import type { CountryCode } from 'libphonenumber-js/max';
import type { FeatureProfile } from './feature-profile.ts';
import type { TenantFile } from './tenant-file.ts';

/** A tenant as the service uses it. */
export interface Tenant {
  readonly name: string;
  readonly domain: string;
  readonly country: CountryCode;
  /** With the tenant's own timings. */
  readonly profile: FeatureProfile;
  /** Milliseconds that a transfer target may ring. */
  readonly ringTimeoutMs: number;
  readonly accounts: readonly Account[];
  readonly trunks: TenantFile['trunks'];
  /** Name of the trunk to the public network; undefined: there is none. */
  readonly publicTrunk: string | undefined;
  readonly dids: readonly Did[];
}

/** A SIP account. */
export interface Account {
  /** "101@demo.test" */
  readonly account: string;
  readonly user: string;
  readonly extension: string;
  readonly displayName: string;
  /** BCP 47. */
  readonly language: string;
  /** What digest authentication needs instead of the password (RFC 7616 §3.4.2), with the domain as realm. */
  readonly ha1: string;
}

/** A public number that rings an extension. */
export interface Did {
  /** E.164 with its plus. */
  readonly number: string;
  readonly account: Account;
}

/** The tenant that a file describes. The passwords are left behind here. */
export const compileTenant = (file: TenantFile, profile: FeatureProfile): Tenant => {
  const accounts = file.accounts.map(
    (given): Account => ({
      account: `${given.account}@${file.domain}`,
      user: given.account,
      extension: given.extension,
      displayName: given.name,
      language: given.language ?? file.language,
      ha1: ha1(given.account, file.domain, given.password),
    }),
  );
  const byExtension = new Map(accounts.map((account) => [account.extension, account]));
  return {
    name: file.tenant,
    domain: file.domain,
    country: file.country,
    profile: { ...profile, timings: { ...profile.timings, ...definedOnly(file.timings) } },
    ringTimeoutMs: file.transfer.ringTimeoutMs,
    accounts,
    trunks: file.trunks,
    publicTrunk: file.publicNumbersVia,
    dids: file.dids.flatMap(({ number, extension }) => {
      const account = byExtension.get(extension);
      return account ? [{ number, account }] : [];
    }),
  };
};

const ha1 = (user: string, realm: string, password: string): string =>
  createHash('md5').update(`${user}:${realm}:${password}`).digest('hex');

const definedOnly = <T extends object>(object: T) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
