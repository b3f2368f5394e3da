/** How much is measured. */
export interface Plan {
  /** Switches before the first that counts: programs are slow until they have done their work a few times. */
  readonly warmUps: number;
  /** Switches that are timed, on an idle stack and during transfers. */
  readonly samples: number;
  /** Transfers kept in progress while switches are timed. */
  readonly inProgress: number;
  /** Transfers begun in a second. */
  readonly rates: readonly number[];
  /** Calls without a transfer begun in a second. */
  readonly plainRate: number;
  /** Seconds that a rate is kept. */
  readonly seconds: number;
  /** Seconds for which the stack is watched doing nothing. */
  readonly idleSeconds: number;
}

/** Under five minutes. */
export const full: Plan = {
  warmUps: 10,
  samples: 80,
  inProgress: 50,
  rates: [2, 5, 10, 20],
  plainRate: 10,
  seconds: 15,
  idleSeconds: 5,
};

/** About a minute: to see whether a change made a difference at all. */
export const quick: Plan = {
  warmUps: 5,
  samples: 15,
  inProgress: 50,
  rates: [5],
  plainRate: 5,
  seconds: 8,
  idleSeconds: 2,
};
