import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { whatIsThere } from './what-is-there.ts';

/** An editor writes a file in several steps; milliseconds of silence that end them. */
const SETTLE_MS = 50;
/** Milliseconds between two looks at what the system tells nobody of. */
const LOOK_EVERY_MS = 2_000;

/**
 * Call back after the tenant files or the profiles have changed: at once where the system tells it of their directories (and not of the files, as
 * editors put a new one in the place of the old one); within two seconds where a link was pointed elsewhere, where what it points to has changed,
 * or where another directory has taken the name.
 *
 * @returns What ends the watch. All that changes from now on is called back for.
 */
export const watchFiles = async (
  files: { readonly tenantFiles: readonly string[]; readonly profileDir: string },
  onChange: () => void,
  log: Logger,
  lookEveryMs = LOOK_EVERY_MS,
): Promise<() => void> => {
  const directories = new Set([files.profileDir, ...files.tenantFiles.map((file) => dirname(file))]);
  let seen = await whatIsThere(files);
  let settling: NodeJS.Timeout | undefined;
  let watchers: FSWatcher[] = [];
  let looking = false;
  let stopped = false;

  const isNew = async (): Promise<boolean> => {
    const [before, now] = [seen, await whatIsThere(files)];
    seen = now;
    return now !== before;
  };
  const told = async (): Promise<void> => {
    await isNew(); // so that the next look does not find the same again
    if (!stopped) onChange();
  };
  const watchAll = (): void => {
    for (const watcher of watchers) watcher.close();
    watchers = [...directories].flatMap((directory) => {
      const lost = (error: unknown) =>
        log.warn({ err: error, directory }, 'is not watched; what changes there is seen within two seconds');
      try {
        return watch(directory, () => {
          clearTimeout(settling);
          settling = setTimeout(told, SETTLE_MS);
        }).on('error', lost);
      } catch (error) {
        lost(error);
        return [];
      }
    });
  };
  const look = async (): Promise<void> => {
    if (looking) return; // a file system that is away takes its time
    looking = true;
    const changed = await isNew();
    looking = false;
    if (!changed || stopped) return;
    watchAll(); // a directory may be another one now
    onChange();
  };

  watchAll();
  const timer = setInterval(look, lookEveryMs).unref();
  return () => {
    stopped = true;
    clearInterval(timer);
    clearTimeout(settling);
    for (const watcher of watchers) watcher.close();
  };
};
