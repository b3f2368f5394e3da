import type { SipUri } from './sip-uri.ts';
import type { Tenant } from './tenant.ts';

/** Whose a host is, in the eyes of a tenant. */
export interface Hosts {
  /**
   * 'Own': its domain, the stack itself at whatever port, or its trunk to the public network. 'OfOthers': another tenant's domain, or any other trunk,
   * which nobody may call around the checks of public numbers, or what the stack's own machine keeps for itself. 'Foreign': anybody's.
   */
  whose(uri: SipUri, tenant: HostsOwner): 'Own' | 'OfOthers' | 'Foreign';
}

type HostsOwner = Pick<Tenant, 'domain' | 'trunks' | 'publicTrunk'>;

/** @param addresses - "host:port" by which phones reach the stack. */
export const hostsOf = (tenants: readonly HostsOwner[], addresses: readonly string[]): Hosts => {
  const taken = new Set(
    tenants.flatMap(({ domain, trunks }) => [domain, ...trunks.map(({ address }) => hostOf(address))]),
  );
  const stack = new Set(addresses.map(hostOf));
  return {
    whose: ({ host }, { domain, trunks, publicTrunk }) => {
      const carrier = trunks.find(({ name }) => name === publicTrunk);
      if (host === domain || (carrier && host === hostOf(carrier.address))) return 'Own';
      if (stack.has(host)) return 'Own';
      return taken.has(host) || loopback.test(host) ? 'OfOthers' : 'Foreign';
    },
  };
};

const loopback = /^(localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0|\[::\])$/;

const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':')).toLowerCase();
