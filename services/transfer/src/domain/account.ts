import type { Direction } from './call.ts';

/**
 * Which keys do what, as the directory tells it (SPEC § 1). A code is a string of keys; an empty one means that
 * the profile has no such action. Times are milliseconds.
 */
export interface FeatureProfile {
  startAttended: string;
  startBlind: string;
  /** Return to the transferee. */
  return: string;
  /** All three hear each other. */
  conference: string;
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
  /** The calls in which the codes count; empty: all. */
  calls: readonly Direction[];
}

/** What a party is told: a recording of the tenant or of the catalogue, or a text that is read out. */
export type Message = { recording: string } | { text: string };

/** Back to the transferor; where he has gone, his phone rings again. */
export interface ReturnPolicy {
  action: 'return';
  /** Null: the built-in message of the cause. */
  toTransferor: Message | null;
  /** Null: the music goes on. */
  toTransferee: Message | null;
  /** Milliseconds that the phone of a transferor who has gone rings. */
  ringTimeoutMs: number;
  ifUnanswered: 'apologise' | 'route-again' | 'voicemail';
}

/** What becomes of a call whose target does not take it (SPEC § 4). A message that is null is the built-in one. */
export type FailurePolicy =
  | ReturnPolicy
  | { action: 'apologise'; message: Message | null }
  /** An empty mailbox is the transferor's. */
  | { action: 'voicemail'; mailbox: string; greeting: Message | null };

/** A policy for each cause; null where `any` counts, or where that is null too, the default. */
export interface FailurePolicies {
  any: FailurePolicy | null;
  busy: FailurePolicy | null;
  noAnswer: FailurePolicy | null;
  unavailable: FailurePolicy | null;
  rejected: FailurePolicy | null;
}

/** Who calls, in the target's eyes (SPEC § 6). */
export interface CallerId {
  show: 'transferor' | 'dialled' | 'transferee' | 'fixed';
  /** E.164; empty where the tenant has named none. */
  number: string;
}

/** The tenant's account at a leg, with everything that a transfer by it needs to know. */
export interface Account {
  /** `101@demo.test` */
  account: string;
  tenant: string;
  /** The tenant's SIP domain. */
  domain: string;
  extension: string;
  displayName: string;
  /** BCP 47, of the prompts. */
  language: string;
  /** Of the leg: that of its phones, or that of the mobile that has answered for it. */
  profile: FeatureProfile;
  /** Milliseconds that a target may ring. */
  ringTimeoutMs: number;
  policies: { incoming: FailurePolicies; outgoing: FailurePolicies };
  callerId: CallerId;
  /** Off-net legs that the tenant may have at once; 0: any number. */
  maxOffNetLegs: number;
  /** Some phone of the tenant is to be told whom it talks to after a transfer. */
  showsPeers: boolean;
}
