import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 5;

/** Wait for a condition. @throws When it does not hold within the deadline (milliseconds). */
export const until = async (
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = 10_000,
): Promise<void> => {
  const deadline = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await delay(POLL_MS);
  }
};
