import { realpath, stat } from 'node:fs/promises';
import { profileFiles } from './yaml-source.ts';

/**
 * What the tenant files and the profiles really are, behind all links. Where two of these differ, something has changed in between.
 * It never throws: what cannot be looked at is something else than what can.
 */
export const whatIsThere = async (files: {
  readonly tenantFiles: readonly string[];
  readonly profileDir: string;
}): Promise<string> => {
  const profiles = await profileFiles(files.profileDir).catch(() => []);
  return JSON.stringify(
    await Promise.all([...files.tenantFiles, files.profileDir, ...profiles].map(identity)),
  );
};

const identity = async (path: string): Promise<string[]> => {
  try {
    const real = await realpath(path);
    const { dev, ino, mtimeNs, size } = await stat(real, { bigint: true });
    return [path, real, ...[dev, ino, mtimeNs, size].map(String)];
  } catch (error) {
    return [path, String(error)];
  }
};
