/** Work that is done again and again. */
export interface Recurring {
  /** Do it now, unless it is being done. */
  soon(): void;
  /** Resolves when what is being done is done. */
  stop(): Promise<void>;
}

/**
 * Do some work every `periodMs` milliseconds, never twice at the same time. What it throws is logged, and it is done again
 * next time.
 */
export const every = (
  periodMs: number,
  work: () => Promise<void>,
  log: { warn(fields: object, message: string): void },
): Recurring => {
  let running: Promise<void> | undefined;
  const soon = () => {
    running ??= work()
      .catch((err: unknown) => log.warn({ err }, 'recurring work did not end'))
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(soon, periodMs);
  return {
    soon,
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
};
