import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { RecordingShelf, ShelvedRecording } from '../app/recording-store.ts';
import { durationOf } from './audio-files.ts';

const FILE = /^(?<name>[a-z0-9-]{1,64})\.(?<version>[A-Za-z0-9]+)\.wav$/;

/**
 * `<directory>/<domain>/<name>.<version>.wav`. A recording that is replaced gets a file of another name, as rtpengine goes on playing
 * from memory what it has read once under a name. The time of a file is that of its upload.
 */
export const recordingFiles = (directory: string): RecordingShelf => {
  const root = resolve(directory);
  let superfluous: ReadonlySet<string> = new Set();
  return {
    load: async () => {
      const all = await Promise.all((await filesIn(root)).map((path) => describe(root, path)));
      return all.filter((each) => each !== undefined).toSorted((a, b) => a.uploadedAtMs - b.uploadedAtMs); // of two versions the later one counts
    },

    put: async (recording, wav) => {
      const path = join(root, `${recording.key}.${recording.version}.wav`);
      const draft = `${path}.${process.pid}.draft`;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(draft, wav);
      const uploadedAt = recording.uploadedAtMs / 1000;
      await utimes(draft, uploadedAt, uploadedAt);
      await rename(draft, path);
      return { ...recording, path };
    },

    sweep: async (kept) => {
      const now = new Set((await filesIn(root)).filter((path) => !kept.has(path)));
      const twice = [...now].filter((path) => superfluous.has(path));
      await Promise.all(twice.map((path) => rm(path, { force: true })));
      superfluous = now;
    },
  };
};

const filesIn = async (root: string): Promise<string[]> => {
  await mkdir(root, { recursive: true });
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

/** @returns undefined for a file that is none of ours, or has lost its audio. */
const describe = async (root: string, path: string): Promise<ShelvedRecording | undefined> => {
  const [domain = '', file = '', ...deeper] = path.slice(root.length + 1).split('/');
  const { name, version } = FILE.exec(file)?.groups ?? {};
  if (!name || !version || deeper.length > 0) return undefined;
  try {
    const [durationMs, { mtimeMs }] = await Promise.all([durationOf(path), stat(path)]);
    return { key: `${domain}/${name}`, version, durationMs, uploadedAtMs: Math.round(mtimeMs), path };
  } catch {
    return undefined; // fetched again
  }
};
