import { compile } from '../domain/compile.ts';
import type { Tenant } from '../domain/tenant.ts';
import { profileFiles, readSources } from './yaml-source.ts';

/**
 * The tenants that the operator's files describe now.
 *
 * @param files.profileDir - Directory of the feature profiles.
 * @param files.sipAddresses - "host:port" by which phones reach the stack.
 * @throws {BadFiles} Every mistake in every file.
 */
export const readTenants = async (files: {
  readonly tenantFiles: readonly string[];
  readonly profileDir: string;
  readonly sipAddresses: readonly string[];
}): Promise<Tenant[]> => {
  const profiles = await readSources(await profileFiles(files.profileDir));
  return compile({ profiles, tenants: await readSources(files.tenantFiles) }, files.sipAddresses);
};
