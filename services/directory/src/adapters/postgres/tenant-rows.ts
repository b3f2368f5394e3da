import type { Tenant } from '../../domain/tenant.ts';
import type { Rows } from './rows.ts';
import { typedTarget } from './typed-target.ts';

/** The directory's own tables, each after those that it refers to. */
export const tenantRows = (tenants: readonly Tenant[]): Rows[] => [
  {
    table: 'directory.tenant',
    columns:
      'name, domain, country, profile, mobile_profile, ring_timeout_ms, public_trunk, settings, loaded_at',
    rows: tenants.map(({ transfer, callerId, dialling, ...tenant }) => ({
      name: tenant.name,
      domain: tenant.domain,
      country: tenant.country,
      profile: tenant.profile.profile,
      mobile_profile: tenant.mobileProfile?.profile,
      ring_timeout_ms: transfer.ringTimeoutMs,
      public_trunk: tenant.publicTrunk,
      settings: { transfer, callerId, dialling },
      loaded_at: 'now',
    })),
  },
  {
    table: 'directory.account',
    columns:
      'tenant, account, extension, display_name, language, ha1, peer_display, forward_to, forward_when',
    rows: tenants.flatMap(({ name, accounts }) =>
      accounts.map(({ account, extension, displayName, language, ha1, peerDisplay, forward }) => ({
        tenant: name,
        account,
        extension,
        display_name: displayName,
        language,
        ha1,
        peer_display: peerDisplay,
        forward_to: forward?.to,
        forward_when: forward?.when ?? [],
      })),
    ),
  },
  {
    table: 'directory.trunk',
    columns: 'tenant, name, address, transport, kind, redirection',
    rows: tenants.flatMap((tenant) =>
      tenant.trunks.map(({ name, address, transport, kind, redirection }) => ({
        tenant: tenant.name,
        name,
        address,
        transport,
        kind,
        redirection,
      })),
    ),
  },
  {
    table: 'directory.extension',
    columns: 'tenant, extension, display_name, target',
    rows: tenants.flatMap(({ name, extensions }) =>
      extensions.map(({ extension, displayName, rings }) => ({
        tenant: name,
        extension,
        display_name: displayName,
        target: typedTarget(rings),
      })),
    ),
  },
  {
    table: 'directory.did',
    columns: 'tenant, number, extension',
    rows: tenants.flatMap(({ name, dids }) =>
      dids.map(({ number, extension }) => ({ tenant: name, number, extension: extension.extension })),
    ),
  },
];
