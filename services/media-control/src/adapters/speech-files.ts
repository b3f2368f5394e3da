import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { SpeechCache, SpokenText } from '../app/speech.ts';
import type { Recording } from '../domain/catalogue.ts';
import { samplesToMs, writeALawWav } from '../domain/wav.ts';
import { durationOf } from './audio-files.ts';
import { sox } from './sox.ts';

/** Bounds of the cache. */
export interface SpeechLimits {
  readonly maxFiles: number;
  readonly maxBytes: number;
  /** Milliseconds for making one file of ours of what was synthesised. */
  readonly timeoutMs: number;
}

interface File extends Recording {
  readonly bytes: number;
}

/**
 * `<directory>/<hash of text, language and voice>.wav`, as our own recordings are. The file that was not played for the longest
 * time goes first; a file's time is when it was played last, so that the order outlives the process.
 */
export const speechFiles = async (directory: string, limits: SpeechLimits): Promise<SpeechCache> => {
  const root = resolve(directory);
  await mkdir(root, { recursive: true });
  const files = new LRUCache<string, File>({
    max: limits.maxFiles,
    maxSize: limits.maxBytes,
    sizeCalculation: ({ bytes }) => bytes,
    // `set` removes the old file only where it is another one.
    dispose: ({ path }, _, reason) => {
      if (reason === 'evict') void rm(path, { force: true });
    },
  });
  for (const { name, ...file } of await filesIn(root)) files.set(name, file);

  return {
    find: (spoken) => {
      const file = files.get(nameOf(spoken));
      if (file) void touch(file.path);
      return file;
    },

    keep: async (spoken, synthesized) => {
      const name = nameOf(spoken);
      const path = join(root, name);
      const draft = `${path}.${process.pid}.draft`;
      const audio = await sox.encodeSpeech(synthesized, limits.timeoutMs);
      const wav = writeALawWav(audio);
      await writeFile(draft, wav);
      await rename(draft, path);
      const file = { path, durationMs: samplesToMs(audio.length), bytes: wav.length };
      files.set(name, file);
      return file;
    },
  };
};

const nameOf = ({ text, language, voice }: SpokenText): string =>
  `${createHash('sha256')
    .update(JSON.stringify([voice, language, text]))
    .digest('hex')}.wav`;

/** What is there, the file played last at the end. Drafts of a process that was killed go. */
const filesIn = async (root: string): Promise<({ name: string } & File)[]> => {
  const names = await readdir(root);
  await Promise.all(
    names.filter((name) => name.endsWith('.draft')).map((name) => rm(join(root, name), { force: true })),
  );
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith('.wav'))
      .map(async (name) => {
        const path = join(root, name);
        try {
          const [durationMs, { size, mtimeMs }] = await Promise.all([durationOf(path), stat(path)]);
          return { name, path, durationMs, bytes: size, mtimeMs };
        } catch {
          return undefined; // made again
        }
      }),
  );
  return found.filter((file) => file !== undefined).toSorted((a, b) => a.mtimeMs - b.mtimeMs);
};

const touch = async (path: string): Promise<void> => {
  const now = new Date();
  await utimes(path, now, now).catch(() => {}); // it may have just been removed by another process
};
