import { type Hosts, hostsOf } from './hosts.ts';
import type { Account, Extension, Tenant } from './tenant.ts';

/** All tenants, indexed for the questions that calls ask. It never changes: a reload makes a new one. */
export interface Directory {
  readonly tenants: readonly Tenant[];
  /** By "101@demo.test"; letter case does not matter in the domain (RFC 3261 §19.1.4). */
  findAccount(account: string): Member | undefined;
}

/** An account, and what it needs to dial. */
export interface Member {
  readonly account: Account;
  readonly tenant: Tenant;
  readonly numbers: NumberPlan;
  readonly hosts: Hosts;
}

/** What numbers mean inside one tenant. */
export interface NumberPlan {
  readonly byExtension: ReadonlyMap<string, Extension>;
  /** E.164 to the extension that the DID rings. */
  readonly byDid: ReadonlyMap<string, Extension>;
  /** An account's own name to its extension. */
  readonly byUser: ReadonlyMap<string, Extension>;
  /** Every beginning of an extension that is shorter than the extension. */
  readonly beginnings: ReadonlySet<string>;
}

/**
 * Index the tenants.
 *
 * @param addresses - "host:port" by which phones reach the stack.
 */
export const createDirectory = (tenants: readonly Tenant[], addresses: readonly string[] = []): Directory => {
  const members = new Map<string, Member>();
  const hosts = hostsOf(tenants, addresses);
  for (const tenant of tenants) {
    const numbers = numberPlan(tenant);
    for (const account of tenant.accounts) members.set(account.account, { account, tenant, numbers, hosts });
  }
  return {
    tenants,
    findAccount: (account) => {
      const at = account.lastIndexOf('@');
      return members.get(account.slice(0, at) + account.slice(at).toLowerCase());
    },
  };
};

const numberPlan = ({ accounts, extensions, dids }: Tenant): NumberPlan => {
  const byExtension = new Map(extensions.map((extension) => [extension.extension, extension]));
  return {
    byExtension,
    byDid: new Map(dids.map(({ number, extension }) => [number, extension])),
    byUser: new Map(
      accounts.flatMap(({ user, extension: own }) => {
        const extension = byExtension.get(own);
        return extension ? [[user, extension] as const] : [];
      }),
    ),
    beginnings: new Set(
      extensions.flatMap(({ extension }) => Array.from(extension, (_, length) => extension.slice(0, length))),
    ),
  };
};
