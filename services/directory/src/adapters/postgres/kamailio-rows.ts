import { diallingRules } from '../../domain/dialling-rules.ts';
import type { Tenant } from '../../domain/tenant.ts';
import type { Rows } from './rows.ts';
import { typedTarget } from './typed-target.ts';

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
    columns: 'name, host, port, transport, kind, domain, username, password, redirection',
    rows: tenants.flatMap(({ domain, trunks }) =>
      trunks.map(({ name, address, transport, kind, auth, redirection }) => {
        const [host, port] = address.split(':');
        return {
          name,
          host,
          port: Number(port),
          transport,
          kind,
          domain: kind === 'pbx' ? domain : null,
          username: auth?.user,
          password: auth?.password,
          redirection,
        };
      }),
    ),
  },
  {
    table: 'kamailio.domain',
    columns: 'domain, tenant, trunk, country, fixed_number',
    rows: tenants.map(({ name, domain, publicTrunk, country, callerId }) => ({
      domain,
      tenant: name,
      trunk: publicTrunk,
      country,
      fixed_number: callerId.show === 'fixed' ? callerId.number : null,
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
    rows: tenants.flatMap(({ domain, extensions }) =>
      extensions.map(({ extension, rings }) => ({ domain, number: extension, target: typedTarget(rings) })),
    ),
  },
  {
    table: 'kamailio.did',
    columns: 'number, target, domain',
    rows: tenants.flatMap(({ domain, dids }) =>
      dids.map(({ number, extension }) => ({ number, target: typedTarget(extension.rings), domain })),
    ),
  },
  {
    table: 'kamailio.forward',
    columns: 'account, condition, number',
    rows: tenants.flatMap(({ accounts }) =>
      accounts.flatMap(({ account, forward }) =>
        (forward?.when ?? []).map((condition) => ({ account, condition, number: forward?.to })),
      ),
    ),
  },
];
