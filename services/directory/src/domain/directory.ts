import type { Account, Tenant } from './tenant.ts';

/** All tenants, indexed for the questions that calls ask. It never changes: a reload makes a new one. */
export interface Directory {
  readonly tenants: readonly Tenant[];
  /** By "101@demo.test"; letter case does not matter in the domain (RFC 3261 §19.1.4). */
  findAccount(account: string): Member | undefined;
}

/** An account and the numbers of the tenant that it can dial. */
export interface Member {
  readonly account: Account;
  readonly tenant: Tenant;
  readonly numbers: NumberPlan;
}

/** What numbers mean inside one tenant. */
export interface NumberPlan {
  readonly byExtension: ReadonlyMap<string, Account>;
  /** E.164 to the account that the DID rings. */
  readonly byDid: ReadonlyMap<string, Account>;
  /** Every beginning of an extension that is shorter than the extension. */
  readonly beginnings: ReadonlySet<string>;
}

/** Index the tenants. */
export const createDirectory = (tenants: readonly Tenant[]): Directory => {
  const members = new Map<string, Member>();
  for (const tenant of tenants) {
    const numbers = numberPlan(tenant);
    for (const account of tenant.accounts) members.set(account.account, { account, tenant, numbers });
  }
  return {
    tenants,
    findAccount: (account) => {
      const at = account.lastIndexOf('@');
      return members.get(account.slice(0, at) + account.slice(at).toLowerCase());
    },
  };
};

const numberPlan = ({ accounts, dids }: Tenant): NumberPlan => ({
  byExtension: new Map(accounts.map((account) => [account.extension, account])),
  byDid: new Map(dids.map(({ number, account }) => [number, account])),
  beginnings: new Set(
    accounts.flatMap(({ extension }) => Array.from(extension, (_, length) => extension.slice(0, length))),
  ),
});
