/**
 * Which keys do what, as the directory tells it (SPEC § 1). A code is a string of keys; an empty one means that
 * the profile has no such action. Times are milliseconds.
 */
export interface FeatureProfile {
  startAttended: string;
  startBlind: string;
  /** Return to the transferee. */
  return: string;
  /** Ends a number. */
  terminator: string;
  /** How long a code waits for a longer one that it begins. */
  interdigitMs: number;
  /** From the last digit of a number to its end. */
  numberTimeoutMs: number;
  /** From the prompt to the first digit of a number. */
  firstDigitMs: number;
  /** Numbers that may be tried before the transferor is back with the transferee. */
  attempts: number;
}

/** The tenant's account at a leg, with everything that a transfer by it needs to know. */
export interface Account {
  /** `101@demo.test` */
  account: string;
  displayName: string;
  /** BCP 47, of the prompts. */
  language: string;
  profile: FeatureProfile;
  /** Milliseconds that a target may ring. */
  ringTimeoutMs: number;
}
