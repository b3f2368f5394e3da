/**
 * Milliseconds since 1970 with a fraction: the one clock of the harness. The kernel stamps captured packets with the
 * same wall clock, so phone events and sound can be compared to the millisecond.
 */
export const now = (): number => performance.timeOrigin + performance.now();

/** Thrown when something that was waited for did not come in time. */
export class DeadlineExceeded extends Error {
  readonly code = 'DEADLINE_EXCEEDED';
}

interface Patience {
  readonly withinMs: number;
  /** Milliseconds between two looks. Default 5. */
  readonly everyMs?: number;
  /** What to say of what is there instead. */
  readonly missing: () => string;
}

/**
 * Look until there is something, where no event tells of it.
 *
 * @throws {DeadlineExceeded} With what `missing` says.
 */
export const waitUntil = async <T>(
  look: () => T | false | undefined | Promise<T | false | undefined>,
  { withinMs, everyMs = 5, missing }: Patience,
): Promise<T> => {
  const deadline = now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (now() > deadline) throw new DeadlineExceeded(missing());
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
};
