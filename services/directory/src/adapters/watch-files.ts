import { type FSWatcher, watch } from 'node:fs';
import type { Logger } from 'pino';

/** An editor writes a file in several steps; milliseconds of silence that end them. */
const SETTLE_MS = 50;

/**
 * Call back after something changed in one of the directories. Directories and not files, because editors and
 * Kubernetes put a new file in the place of the old one.
 *
 * @returns What ends the watch.
 */
export const watchDirectories = (
  directories: readonly string[],
  onChange: () => void,
  log: Logger,
): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  const watchers = [...new Set(directories)].map((directory): FSWatcher => {
    const watcher = watch(directory, () => {
      clearTimeout(timer);
      timer = setTimeout(onChange, SETTLE_MS);
    });
    return watcher.on('error', (error) =>
      log.warn({ err: error, directory }, 'is not watched any more; SIGHUP reloads'),
    );
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
};
