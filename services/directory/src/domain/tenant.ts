import { createHash } from 'node:crypto';
import type { CountryCode } from 'libphonenumber-js/max';
import { extensionsOf } from './extensions.ts';
import { type FeatureProfile, withTimings } from './feature-profile.ts';
import type { ForwardCondition } from './tenant-file/account.ts';
import type { TenantFile } from './tenant-file/tenant-file.ts';

/** A tenant as the service uses it. */
export interface Tenant {
  readonly name: string;
  readonly domain: string;
  readonly country: CountryCode;
  /** Of SIP phones, with the tenant's own timings. */
  readonly profile: FeatureProfile;
  /** Of mobiles that answer forwarded calls, with the same timings; undefined: they have no codes. */
  readonly mobileProfile: FeatureProfile | undefined;
  readonly transfer: TenantFile['transfer'];
  readonly callerId: TenantFile['callerId'];
  readonly dialling: TenantFile['dialling'];
  readonly accounts: readonly Account[];
  /** Of accounts and of everything else that one can stand for. */
  readonly extensions: readonly Extension[];
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
  readonly peerDisplay: 'none' | 'update' | 'reinvite';
  /** Where its calls go instead of its phones, or after them. */
  readonly forward: Forward | undefined;
}

/** Calls leave for a number of the public network. */
export interface Forward {
  /** E.164 */
  readonly to: string;
  readonly when: readonly ForwardCondition[];
}

/** A number that the tenant's accounts dial, and what it stands for. */
export interface Extension {
  readonly extension: string;
  readonly displayName: string;
  readonly rings: Rings;
}

/** What a call to an extension rings. */
export type Rings =
  | { readonly type: 'Account'; readonly account: Account }
  /** All of them; the first answer wins. */
  | { readonly type: 'Group'; readonly members: readonly Account[] }
  /** E.164, or an emergency number. */
  | { readonly type: 'Public'; readonly number: string }
  /** A number of an external PBX, by the name of its trunk. */
  | { readonly type: 'Pbx'; readonly trunk: string; readonly number: string }
  | { readonly type: 'Uri'; readonly uri: string };

/** A public number of the tenant. */
export interface Did {
  /** E.164 with its plus. */
  readonly number: string;
  readonly extension: Extension;
}

/** The tenant that a file describes. The passwords of accounts are left behind here. */
export const compileTenant = (
  file: TenantFile,
  profile: FeatureProfile,
  mobileProfile?: FeatureProfile,
): Tenant => {
  const accounts = file.accounts.map(
    (given): Account => ({
      account: `${given.account}@${file.domain}`,
      user: given.account,
      extension: given.extension,
      displayName: given.name,
      language: given.language ?? file.language,
      ha1: ha1(given.account, file.domain, given.password),
      peerDisplay: given.peerDisplay ?? file.peerDisplay,
      forward: given.forward,
    }),
  );
  const extensions = extensionsOf(file, accounts);
  return {
    name: file.tenant,
    domain: file.domain,
    country: file.country,
    profile: withTimings(profile, file.timings),
    mobileProfile: mobileProfile && withTimings(mobileProfile, file.timings),
    transfer: file.transfer,
    callerId: file.callerId,
    dialling: file.dialling,
    accounts,
    extensions: [...extensions.values()],
    trunks: file.trunks,
    publicTrunk: file.publicNumbersVia,
    dids: file.dids.flatMap(({ number, extension: given }) => {
      const extension = extensions.get(given);
      return extension ? [{ number, extension }] : [];
    }),
  };
};

const ha1 = (user: string, realm: string, password: string): string =>
  createHash('md5').update(`${user}:${realm}:${password}`).digest('hex');
