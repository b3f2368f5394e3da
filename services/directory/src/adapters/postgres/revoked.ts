import type { ClientBase } from 'pg';
import type { Tenant } from '../../domain/tenant.ts';

/** Accounts ("101@demo.test") that the database has, with a password that these tenants do not give them. */
export const revoked = async (client: ClientBase, tenants: readonly Tenant[]): Promise<string[]> => {
  const given = new Map(
    tenants.flatMap(({ accounts }) => accounts.map(({ account, ha1 }) => [account, ha1] as const)),
  );
  const { rows } = await client.query<{ account: string; ha1: string }>(
    "SELECT username || '@' || domain AS account, ha1 FROM kamailio.subscriber ORDER BY 1",
  );
  return rows.filter(({ account, ha1 }) => given.get(account) !== ha1).map(({ account }) => account);
};

/** Where their phones are: for a Kamailio that is down, as it would read that when it starts. */
export const forgetContacts = async (client: ClientBase, accounts: readonly string[]): Promise<void> => {
  await client.query("DELETE FROM kamailio.location WHERE username || '@' || domain = ANY ($1)", [accounts]);
};
