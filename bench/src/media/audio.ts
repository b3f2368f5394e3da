/** How a phone sends. */
export interface Audio {
  /** First and last even UDP port. */
  readonly ports: readonly [first: number, last: number];
  /** Voice is sent in every how many-th packet interval of 20 ms. Digits are always sent whole. */
  readonly every: number;
}

/** Somebody talks all the time: 50 packets a second. */
export const talking: Audio = { ports: [40_000, 59_998], every: 1 };

/**
 * Nobody says much: 5 packets a second, enough to hear who is there. What the network then spends is for signalling and for what
 * it plays itself, as with load generators that send no audio.
 */
export const quiet: Audio = { ...talking, every: 10 };

/** As `talking`, on ports of their own: the calls whose times are read off the wire. */
export const measured: Audio = { ...talking, ports: [30_000, 38_998] };
