import { diallingRules } from '../../domain/dialling-rules.ts';
import type { Tenant } from '../../domain/tenant.ts';

/** All rows of a table; the names are ours, never an operator's. */
export interface Rows {
  readonly table: string;
  /** "name, host, port" */
  readonly columns: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** The directory's own tables, each after those that it refers to. */
export const tenantRows = (tenants: readonly Tenant[]): Rows[] => [
  {
    table: 'directory.tenant',
    columns: 'name, domain, country, profile, ring_timeout_ms, public_trunk, loaded_at',
    rows: tenants.map((tenant) => ({
      name: tenant.name,
      domain: tenant.domain,
      country: tenant.country,
      profile: tenant.profile.profile,
      ring_timeout_ms: tenant.ringTimeoutMs,
      public_trunk: tenant.publicTrunk,
      loaded_at: 'now',
    })),
  },
  {
    table: 'directory.account',
    columns: 'tenant, account, extension, display_name, language, ha1',
    rows: tenants.flatMap(({ name, accounts }) =>
      accounts.map(({ account, extension, displayName, language, ha1 }) => ({
        tenant: name,
        account,
        extension,
        display_name: displayName,
        language,
        ha1,
      })),
    ),
  },
  {
    table: 'directory.trunk',
    columns: 'tenant, name, address, transport',
    rows: tenants.flatMap(({ name, trunks }) => trunks.map((trunk) => ({ tenant: name, ...trunk }))),
  },
  {
    table: 'directory.did',
    columns: 'tenant, number, account',
    rows: tenants.flatMap(({ name, dids }) =>
      dids.map(({ number, account }) => ({ tenant: name, number, account: account.account })),
    ),
  },
];

/** The tables that Kamailio reads; deploy/postgres/kamailio.sql says what is in them. */
export const kamailioRows = (tenants: readonly Tenant[]): Rows[] => [
  {
    table: 'kamailio.subscriber',
    columns: 'username, domain, ha1',
    rows: tenants.flatMap(({ domain, accounts }) =>
      accounts.map(({ user, ha1 }) => ({ username: user, domain, ha1 })),
    ),
  },
  {
    table: 'kamailio.trunk',
    columns: 'name, host, port, transport',
    rows: tenants.flatMap(({ trunks }) =>
      trunks.map(({ name, address, transport }) => {
        const [host, port] = address.split(':');
        return { name, host, port: Number(port), transport };
      }),
    ),
  },
  {
    table: 'kamailio.domain',
    columns: 'domain, tenant, trunk, country',
    rows: tenants.map(({ name, domain, publicTrunk, country }) => ({
      domain,
      tenant: name,
      trunk: publicTrunk,
      country,
    })),
  },
  {
    table: 'kamailio.dialling_rule',
    columns: 'country, priority, dialled, number',
    rows: [...new Set(tenants.map(({ country }) => country))].flatMap((country) =>
      diallingRules(country).map((rule, priority) => ({ country, priority, ...rule })),
    ),
  },
  {
    table: 'kamailio.number',
    columns: 'domain, number, target',
    rows: tenants.flatMap(({ domain, accounts }) =>
      accounts.map(({ extension, account }) => ({ domain, number: extension, target: account })),
    ),
  },
  {
    table: 'kamailio.did',
    columns: 'number, target',
    rows: tenants.flatMap(({ dids }) =>
      dids.map(({ number, account }) => ({ number, target: account.account })),
    ),
  },
];
