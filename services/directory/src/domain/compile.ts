import { betweenFiles, type File } from './between-files.ts';
import { type Checked, check } from './check.ts';
import { type FeatureProfile, profileFile } from './feature-profile.ts';
import { BadFiles, type Problem, type Source, valueAt } from './problem.ts';
import { compileTenant, type Tenant } from './tenant.ts';
import { type TenantFile, tenantFile } from './tenant-file/tenant-file.ts';

/** What the operator has written. */
export interface Sources {
  readonly profiles: readonly Source[];
  readonly tenants: readonly Source[];
}

/**
 * The tenants that the operator's files describe.
 *
 * @param addresses - "host:port" by which phones reach the stack.
 * @throws {BadFiles} Every mistake in every file.
 */
export const compile = (sources: Sources, addresses: readonly string[] = []): Tenant[] => {
  const problems: Problem[] = [];
  const checked = <T>(results: readonly { source: Source; result: Checked<T> }[]): File<T>[] =>
    results.flatMap(({ source, result }) => {
      if (result.ok) return [{ source, value: result.value }];
      problems.push(...result.problems);
      return [];
    });
  const profiles = checked<FeatureProfile>(
    sources.profiles.map((source) => ({ source, result: check(profileFile, source) })),
  );
  const tenants = checked<TenantFile>(
    sources.tenants.map((source) => ({ source, result: check(tenantFile, source) })),
  );
  const names = sources.profiles.map(({ content }) => valueAt(content, ['profile']));
  const profileNames = new Set(names.filter((name) => typeof name === 'string'));
  problems.push(...betweenFiles(profiles, profileNames, tenants, addresses));
  if (problems.length > 0) throw new BadFiles(problems);

  const byName = new Map(profiles.map(({ value }) => [value.profile, value]));
  return tenants.flatMap(({ value }) => {
    const profile = byName.get(value.profile);
    return profile ? [compileTenant(value, profile, byName.get(value.mobileProfile ?? ''))] : [];
  });
};
