import type { Logger } from 'pino';
import { within } from './within.ts';

/** Ends one thing that was opened. */
export type Closer = () => Promise<void> | void;

/** Milliseconds that one closer may take. */
export const CLOSER_DEADLINE_MS = 4_000;
/** Milliseconds that all of them may take together. */
export const STOP_DEADLINE_MS = 10_000;

/**
 * Run the closers, the last opened first. One that fails or takes too long is logged and left behind:
 * the others have a right to their turn.
 */
export const closeAll = async (
  closers: readonly Closer[],
  log: Logger,
  { closerMs = CLOSER_DEADLINE_MS, totalMs = STOP_DEADLINE_MS } = {},
): Promise<void> => {
  const end = Date.now() + totalMs;
  for (const closer of closers.toReversed()) {
    const deadlineMs = Math.min(closerMs, end - Date.now());
    try {
      await within(deadlineMs, closer());
    } catch (error) {
      log.warn({ err: error }, 'something did not close cleanly');
    }
  }
};
