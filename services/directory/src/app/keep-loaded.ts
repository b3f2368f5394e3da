import type { Logger } from 'pino';
import { BadFiles, describeProblem } from '../domain/problem.ts';
import type { Loader } from './loader.ts';

const STORE_AGAIN_MS = 1_000;

/**
 * What to do when the files may have changed: load them. Bad files are reported and change nothing;
 * where the store is away, it is tried again every second.
 */
export const keepLoaded = (loader: Loader, log: Logger): { reload: () => void; stop: () => void } => {
  let retry: NodeJS.Timeout | undefined;
  const reload = async (): Promise<void> => {
    clearTimeout(retry);
    try {
      const changed = await loader.load();
      if (changed.length > 0) log.info({ changed }, 'in force');
    } catch (error) {
      if (error instanceof BadFiles) {
        log.error(
          { problems: error.problems.map(describeProblem) },
          'bad files: what was loaded before stays in force',
        );
      } else {
        log.error(
          { err: error },
          'cannot load: what was loaded before stays in force, the next try is in a second',
        );
        retry = setTimeout(reload, STORE_AGAIN_MS);
      }
    }
  };
  return { reload: () => void reload(), stop: () => clearTimeout(retry) };
};
