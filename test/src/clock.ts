/**
 * Milliseconds since 1970 with a fraction: the one clock of the harness. The kernel stamps captured packets with the
 * same wall clock, so phone events and sound can be compared to the millisecond.
 */
export const now = (): number => performance.timeOrigin + performance.now();

/** Thrown when something that was waited for did not come in time. */
export class DeadlineExceeded extends Error {
  readonly code = 'DEADLINE_EXCEEDED';
}
