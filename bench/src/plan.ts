/** One load: calls of one kind begun at a fixed rate. */
export interface Load {
  readonly kind: 'transfer' | 'plain call';
  /** Whether the parties talk all the time, or hardly. */
  readonly voice: 'quiet' | 'talking';
  /** Calls begun in a second. */
  readonly perSecond: number;
}

/** How much is measured. */
export interface Plan {
  /** Switches before the first that counts: programs are slow until they have done their work a few times. */
  readonly warmUps: number;
  /** Switches that are timed, on an idle stack and during transfers. */
  readonly samples: number;
  /** The same with a key that is held, on an idle stack. */
  readonly heldSamples: number;
  /** Transfers kept in progress while switches are timed. */
  readonly inProgress: number;
  readonly loads: readonly Load[];
  /** Seconds that a load is kept. */
  readonly seconds: number;
  /** Seconds for which the stack is watched doing nothing. */
  readonly idleSeconds: number;
}

const transfers = (perSecond: number, voice: Load['voice'] = 'quiet'): Load => ({
  kind: 'transfer',
  voice,
  perSecond,
});
const plainCalls = (perSecond: number, voice: Load['voice'] = 'quiet'): Load => ({
  kind: 'plain call',
  voice,
  perSecond,
});

/** Under five minutes. */
export const full: Plan = {
  warmUps: 20,
  samples: 60,
  heldSamples: 10,
  inProgress: 50,
  loads: [
    ...[2, 5, 10, 20].map((perSecond) => transfers(perSecond)),
    plainCalls(10),
    transfers(10, 'talking'),
    plainCalls(10, 'talking'),
  ],
  seconds: 12,
  idleSeconds: 5,
};

/** About a minute: to see whether a change made a difference at all. */
export const quick: Plan = {
  warmUps: 8,
  samples: 15,
  heldSamples: 5,
  inProgress: 50,
  loads: [transfers(10)],
  seconds: 8,
  idleSeconds: 3,
};
