import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 5;

/** Wait for a condition. @throws When it does not hold within the deadline (milliseconds, default 10,000). */
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

/** Notes what was logged, for specs that care. */
export const recordingLog = () => {
  const lines: { level: string; fields: object; message: string }[] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
};
