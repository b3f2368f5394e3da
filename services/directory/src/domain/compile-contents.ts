import assert from 'node:assert/strict';
import { compile, type Sources } from './compile.ts';
import { BadFiles, describeProblem, type Source } from './problem.ts';
import { profileContent } from './samples.ts';
import type { Tenant } from './tenant.ts';

/** For specs: compile contents as if they stood in files, tenant.yaml, tenant1.yaml and so on. */
export const compileContents = (
  tenants: readonly unknown[],
  profiles: readonly unknown[] = [profileContent],
): Tenant[] => compile(sources(tenants, profiles), ['10.99.0.1:5060']);

/** For specs: what is wrong with them. */
export const problems = (...contents: Parameters<typeof compileContents>): string[] => {
  try {
    compileContents(...contents);
    return [];
  } catch (error) {
    assert(error instanceof BadFiles);
    return error.problems.map(describeProblem);
  }
};

const sources = (tenants: readonly unknown[], profiles: readonly unknown[]): Sources => ({
  profiles: profiles.map((content, index) => source(`profile${index || ''}.yaml`, content)),
  tenants: tenants.map((content, index) => source(`tenant${index || ''}.yaml`, content)),
});

const source = (file: string, content: unknown): Source => ({ file, content, lineOf: () => undefined });
