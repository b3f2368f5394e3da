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
  /**
   * After a return, that the return code starts no transfer where it begins with a start code: its presser did not know yet, or has pressed
   * it twice. Shorter than a final record lasts (FINAL_TTL_MS of packages/messaging).
   */
  lateReturnMs: 2_500,
  /** For the directory's answer about a number. */
  resolvingMs: 10_000,
  /** For the consultation call of an attended REFER to become part of this one. */
  mergingMs: 10_000,
  /**
   * That call-control may let a phone ring beyond its ring timeout, should we be away when that is over. The CANCEL is to be ours: an answer
   * that crosses it is hung up, while nobody hears of one that crosses a CANCEL of Kamailio's own.
   */
  ringingMarginMs: 2_000,
  /** The longest that call-control lets a phone ring. */
  longestRingMs: 180_000,
  /** For a message whose length is not known yet. */
  messageMs: 15_000,
  /** From the end of a message to what follows it. */
  messageMarginMs: 200,
  /** That a transferor left alone hears the busy tone. */
  busyToneMs: 15_000,
  /** That the phone of a transferor who has gone rings, where no policy says it. */
  recallMs: 20_000,
} as const;
