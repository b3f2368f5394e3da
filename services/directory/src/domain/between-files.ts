import { repeated } from './check.ts';
import type { FeatureProfile } from './feature-profile.ts';
import { hostsOf } from './hosts.ts';
import { type Path, type Problem, problemAt, type Source } from './problem.ts';
import { hiddenByTimeout } from './profile-rules.ts';
import { parseSipUri } from './sip-uri.ts';
import type { TenantFile } from './tenant-file/tenant-file.ts';

/** A document that is right in itself. */
export interface File<T> {
  readonly source: Source;
  readonly value: T;
}

/**
 * What no file can know by itself.
 *
 * @param profileNames - Of all profile files, those with mistakes of their own too.
 */
export const betweenFiles = (
  profiles: readonly File<FeatureProfile>[],
  profileNames: ReadonlySet<string>,
  tenants: readonly File<TenantFile>[],
  addresses: readonly string[],
): Problem[] => [
  ...saidAgain(profiles, tenants),
  ...sharedByPbx(tenants),
  ...tenants.flatMap((tenant) => ownProfiles(tenant, profiles, profileNames)),
  ...urisOfOurs(tenants, addresses),
];

const saidAgain = (
  profiles: readonly File<FeatureProfile>[],
  tenants: readonly File<TenantFile>[],
): Problem[] => {
  const field = <T, Key extends keyof T & string>(files: readonly File<T>[], key: Key): Place[] =>
    files.map(({ source, value }) => ({ source, value: String(value[key]), path: [key] }));
  const items = (list: 'dids' | 'trunks', key: string): Place[] =>
    tenants.flatMap(({ source, value }) =>
      value[list].map((item, index) => ({
        source,
        value: String(item[key as keyof typeof item]),
        path: [list, index, key],
      })),
    );
  return [
    ...twice(field(profiles, 'profile'), 'another file describes this profile'),
    ...twice(field(tenants, 'tenant'), 'another file describes this tenant'),
    ...twice(field(tenants, 'domain'), 'another tenant has this domain'),
    ...twice(items('dids', 'number'), 'another tenant has this number'),
    ...twice(items('trunks', 'name'), 'another tenant has a trunk of this name'),
  ];
};

type Place = { readonly source: Source; readonly value: string; readonly path: Path };

const twice = (places: readonly Place[], rule: string): Problem[] =>
  repeated(places, ({ value }) => value).flatMap((index) => {
    const place = places[index];
    return place ? [problemAt(place.source, place.path, rule)] : [];
  });

/** A PBX is known by the address that its calls come from; carriers may share one, as the DID says whose a call is. */
const sharedByPbx = (tenants: readonly File<TenantFile>[]): Problem[] => {
  const all = tenants.flatMap(({ source, value }) =>
    value.trunks.map(({ kind, address }, index) => ({ source, index, kind, host: address.split(':')[0] })),
  );
  return all
    .filter(({ kind, host }) => kind === 'pbx' && all.filter((other) => other.host === host).length > 1)
    .map(({ source, index }) =>
      problemAt(source, ['trunks', index, 'address'], 'must be at a host that no other trunk has'),
    );
};

const ownProfiles = (
  { source, value: { profile, mobileProfile, timings } }: File<TenantFile>,
  profiles: readonly File<FeatureProfile>[],
  profileNames: ReadonlySet<string>,
): Problem[] => {
  const byName = new Map(profiles.map(({ value }) => [value.profile, value]));
  const names = new Set([profile, ...(mobileProfile === undefined ? [] : [mobileProfile])]);
  const rule =
    profileNames.size === 0
      ? 'must be a profile, and there is none'
      : `must be one of ${[...profileNames].join(', ')}`;
  const missing = (field: string, name: string | undefined): Problem[] =>
    name === undefined || profileNames.has(name) ? [] : [problemAt(source, [field], rule)];
  const ofMobiles = byName.get(mobileProfile ?? '');
  return [
    ...missing('profile', profile),
    ...missing('mobileProfile', mobileProfile),
    ...(ofMobiles && !ofMobiles.calls.includes('incoming')
      ? [problemAt(source, ['mobileProfile'], 'must count in incoming calls, as mobiles answer no others')]
      : []),
    ...[...names].flatMap((name) => {
      const used = byName.get(name);
      return used
        ? hiddenByTimeout(used.codes, { ...used.timings, ...timings }).map(({ field, rule }) =>
            problemAt(source, ['timings', field], rule),
          )
        : [];
    }),
  ];
};

/** What is ours has an extension or a number, by which it is checked and charged for. */
const urisOfOurs = (tenants: readonly File<TenantFile>[], addresses: readonly string[]): Problem[] => {
  const owner = ({ domain, trunks, publicNumbersVia }: TenantFile) => ({
    domain,
    trunks,
    publicTrunk: publicNumbersVia,
  });
  const hosts = hostsOf(
    tenants.map(({ value }) => owner(value)),
    addresses,
  );
  return tenants.flatMap(({ source, value }) =>
    value.numbers.flatMap(({ uri }, index) => {
      const parsed = uri === undefined ? undefined : parseSipUri(uri);
      return parsed && hosts.whose(parsed, owner(value)) !== 'Foreign'
        ? [problemAt(source, ['numbers', index, 'uri'], 'must lead elsewhere than to this stack or a trunk')]
        : [];
    }),
  );
};
