import { check, repeated } from './check.ts';
import { type FeatureProfile, profileFile } from './feature-profile.ts';
import { BadFiles, type Path, type Problem, problemAt, type Source } from './problem.ts';
import { compileTenant, type Tenant } from './tenant.ts';
import { type TenantFile, tenantFile } from './tenant-file.ts';

/**
 * The tenants that the operator's files describe.
 *
 * @throws {BadFiles} Every mistake in every file.
 */
export const compile = (profileSources: readonly Source[], tenantSources: readonly Source[]): Tenant[] => {
  const problems: Problem[] = [];
  const checked = <T>(results: readonly { source: Source; result: ReturnType<typeof check<T>> }[]) =>
    results.flatMap(({ source, result }) => {
      if (result.ok) return [{ source, value: result.value }];
      problems.push(...result.problems);
      return [];
    });
  const profiles = checked<FeatureProfile>(
    profileSources.map((source) => ({ source, result: check(profileFile, source) })),
  );
  const tenants = checked<TenantFile>(
    tenantSources.map((source) => ({ source, result: check(tenantFile, source) })),
  );
  problems.push(...betweenFiles(profiles, tenants));
  if (problems.length > 0) throw new BadFiles(problems);

  const byName = new Map(profiles.map(({ value }) => [value.profile, value]));
  return tenants.flatMap(({ value }) => {
    const profile = byName.get(value.profile);
    return profile ? [compileTenant(value, profile)] : [];
  });
};

type File<T> = { readonly source: Source; readonly value: T };

/** What no file can know by itself. */
const betweenFiles = (
  profiles: readonly File<FeatureProfile>[],
  tenants: readonly File<TenantFile>[],
): Problem[] => {
  const names = new Set(profiles.map(({ value }) => value.profile));
  const items = (list: 'dids' | 'trunks', key: string) =>
    tenants.flatMap(({ source, value }) =>
      value[list].map((item, index) => ({
        source,
        value: String(item[key as keyof typeof item]),
        path: [list, index, key],
      })),
    );
  const field = <T, Key extends keyof T & string>(files: readonly File<T>[], key: Key) =>
    files.map(({ source, value }) => ({ source, value: String(value[key]), path: [key] }));
  return [
    ...twice(field(profiles, 'profile'), 'another file describes this profile'),
    ...twice(field(tenants, 'tenant'), 'another file describes this tenant'),
    ...twice(field(tenants, 'domain'), 'another tenant has this domain'),
    ...twice(items('dids', 'number'), 'another tenant has this number'),
    ...twice(items('trunks', 'name'), 'another tenant has a trunk of this name'),
    ...tenants
      .filter(({ value }) => !names.has(value.profile))
      .map(({ source }) => problemAt(source, ['profile'], `must be one of ${[...names].join(', ')}`)),
  ];
};

const twice = (places: readonly { source: Source; value: string; path: Path }[], rule: string): Problem[] =>
  repeated(places, ({ value }) => value).flatMap((index) => {
    const place = places[index];
    return place ? [problemAt(place.source, place.path, rule)] : [];
  });
