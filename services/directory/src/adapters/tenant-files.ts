import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { compile } from '../domain/compile.ts';
import { BadFiles } from '../domain/problem.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { Answer } from './tenant-files-worker.ts';
import { profileFiles, readSources } from './yaml-source.ts';

/** What the operator writes, and what it must not contradict. */
export interface Files {
  readonly tenantFiles: readonly string[];
  /** Directory of the feature profiles. */
  readonly profileDir: string;
  /** "host:port" by which phones reach the stack. */
  readonly sipAddresses: readonly string[];
}

/**
 * The tenants that the operator's files describe now.
 *
 * @throws {BadFiles} Every mistake in every file.
 */
export const readTenants = async (files: Files): Promise<Tenant[]> => {
  const profiles = await readSources(await profileFiles(files.profileDir));
  return compile({ profiles, tenants: await readSources(files.tenantFiles) }, files.sipAddresses);
};

/**
 * The same in a thread of its own: 20,000 accounts take two seconds, in which calls ask who is who.
 *
 * @throws {BadFiles} Every mistake in every file.
 */
export const readTenantsBeside = async ({
  tenantFiles,
  profileDir,
  sipAddresses,
}: Files): Promise<Tenant[]> => {
  const program = new URL('./tenant-files-worker.js', import.meta.url);
  const worker = new Worker(program, { workerData: { tenantFiles, profileDir, sipAddresses } });
  const [answer] = (await once(worker, 'message')) as [Answer];
  if ('problems' in answer) throw new BadFiles(answer.problems);
  return answer.tenants;
};
