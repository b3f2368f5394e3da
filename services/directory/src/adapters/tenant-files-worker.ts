/** What readTenantsBeside() starts: reads the files once, and answers with the tenants or with the mistakes. */
import { parentPort, workerData } from 'node:worker_threads';
import { BadFiles, type Problem } from '../domain/problem.ts';
import type { Tenant } from '../domain/tenant.ts';
import { readTenants } from './tenant-files.ts';

/** Errors lose their class on the way between threads. */
export type Answer = { readonly tenants: Tenant[] } | { readonly problems: readonly Problem[] };

const answer = async (): Promise<Answer> => {
  try {
    return { tenants: await readTenants(workerData) };
  } catch (error) {
    if (error instanceof BadFiles) return { problems: error.problems };
    throw error;
  }
};

parentPort?.postMessage(await answer());
