import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StackOptions } from '@cordboard/local';

/** The repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

const files = (directory: string): string[] =>
  readdirSync(path.join(root, directory)).map((file) => path.join(root, directory, file));

/** The tenants and profiles that the end-to-end tests need. */
export const testSite: StackOptions = {
  tenantFiles: [path.join(root, 'test/tenant.yaml'), ...files('test/tenants')],
  profileFiles: files('test/profiles'),
};
