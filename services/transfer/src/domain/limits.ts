/**
 * Bounds of waiting that no profile sets, milliseconds. Each is there so that nobody is left listening for ever
 * should an answer stay out.
 */
export const limits = {
  /**
   * After which a key begins no transfer any more. It has waited for us in the stream while we were away; by now its
   * presser has long gone on talking, and music would come out of the blue.
   */
  staleKeyMs: 15_000,
  /** For the directory's answer about a number. */
  resolvingMs: 10_000,
  /** For the consultation call of an attended REFER to become part of this one. */
  mergingMs: 10_000,
  /** That a target may ring beyond its ring timeout: call-control should have ended it by then. */
  ringingMarginMs: 2_000,
  /** For a message whose length is not known yet. */
  messageMs: 15_000,
  /** From the end of a message to what follows it. */
  messageMarginMs: 200,
  /** That a transferor left alone hears the busy tone. */
  busyToneMs: 15_000,
  /** That the phone of a transferor who has gone rings, where no policy says it. */
  recallMs: 20_000,
} as const;
