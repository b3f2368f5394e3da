/** A step of a call did not happen in time. Its message is the reason that the report counts. */
export class StepMissed extends Error {
  readonly code = 'STEP_MISSED';
}

/** Milliseconds that any step of a call may take: more than a retransmission, less than a phase. */
const DEADLINE_MS = 5_000;

/** @throws {StepMissed} `what` did not happen within 5 s. */
export const within = async <T>(promise: Promise<T>, what: string): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new StepMissed(what)), DEADLINE_MS);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};
