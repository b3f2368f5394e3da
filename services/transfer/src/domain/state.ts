import type { Leg, Party } from './call.ts';
import type { Pressed } from './codes.ts';
import type { FailureCause } from './messages.ts';
import type { Pair } from './pair.ts';

/** Attended: the transferor speaks to the target first. Blind: he leaves at once. */
export type TransferKind = 'attended' | 'blind';

/** What has started a transfer: keys, a program, or a REFER of the transferor's phone, who is told how it goes. */
export type Initiator = { by: 'code' } | { by: 'api' } | { by: 'refer'; legId: string; referralId: string };

/** Keys that may become a code, with the pair that it would be about. */
export interface BegunCode extends Pair {
  pressed: Pressed;
}

/** What outlives every state, the end of a transfer included. */
interface Remembering {
  /**
   * Legs that were hung up and are not known to be gone: an answer may be crossing our CANCEL, and another phone may be
   * taking the leg's place.
   */
  givenUpLegIds: readonly string[];
}

/** Transferor and transferee are together again. He may not know it yet, and press his return code. */
export interface Reunion {
  transferorLegId: string;
  /** How long that means nothing new, milliseconds since 1970. */
  until: number;
}

/** Nobody transfers. Stored only while there is something to remember. */
export interface Idle extends Remembering {
  status: 'Idle';
  /** At most one for each leg: both sides of an internal call may be at it. */
  begunCodes: readonly BegunCode[];
  /** How the last transfer ended. No reason to keep the record: it lasts longer than this even when it is final. */
  reunion: Reunion | null;
}

/** A message that the transferee hears before his music goes on. */
export interface ToTransferee {
  /** The message's name for AudioStarted. */
  spoken: string;
  /** When the music goes on, milliseconds since 1970. */
  musicAt: number;
}

/** How long things have taken, milliseconds (`TransferEnded` of the contract). */
export interface Durations {
  durationMs: number;
  ringMs: number;
  consultationMs: number;
  holdMs: number;
}

/** What a transfer has spent in the states before, and when the one it is in began. */
export interface Spent extends Omit<Durations, 'durationMs'> {
  since: number;
}

interface InTransfer extends Pair, Remembering {
  /** Names the transfer within its call. */
  startedAt: number;
  initiator: Initiator;
  kind: TransferKind;
  /** Keys of the transferor that may become a code. */
  pressed: Pressed | null;
  /** Of the last failure. */
  cause: FailureCause | null;
  spent: Spent;
}

/** The transferor keys the target's number. The transferee hears music from here on. */
export interface CollectingNumber extends InTransfer {
  status: 'CollectingNumber';
  digits: string;
  /** From 1 to the profile's `attempts`. */
  attempt: number;
  deadlineAt: number;
}

/** The number is whole; the directory is asked what it means. */
export interface ResolvingNumber extends InTransfer {
  status: 'ResolvingNumber';
  /** Digits, or a SIP URI. */
  asked: string;
  attempt: number;
  /** The transferor has hung up already: a semi-attended transfer if the number is good. */
  transferorLeft: boolean;
  deadlineAt: number;
}

/** Attended: the target is being called, the transferor listens to how that goes. */
export interface TargetRinging extends InTransfer {
  status: 'TargetRinging';
  targetLegId: string;
  /** A party: the target's early media. */
  transferorHears: 'silence' | 'ringback' | Party;
  deadlineAt: number;
}

/** Blind by REFER: the target is being called, the transferor's phone is told how that goes and lets go at the answer. */
export interface TargetRingingReferred extends InTransfer {
  status: 'TargetRingingReferred';
  targetLegId: string;
  deadlineAt: number;
}

/** Blind or semi-attended: the transferor has gone, the transferee waits for the target to answer. */
export interface TargetRingingUnattended extends InTransfer {
  status: 'TargetRingingUnattended';
  targetLegId: string;
  deadlineAt: number;
}

/** Attended by REFER: the transferor's consultation call is brought into this one. */
export interface MergingCalls extends InTransfer {
  status: 'MergingCalls';
  otherCallId: string;
  transferorLeft: boolean;
  deadlineAt: number;
}

/** Transferor and target talk, the transferee waits. Lasts as long as they like. */
export interface Consulting extends InTransfer {
  status: 'Consulting';
  target: Leg;
}

/** All three talk, as long as they like. */
export interface Conferring extends InTransfer {
  status: 'Conferring';
  target: Leg;
}

/** The target did not take the call: the transferor is told why, then gets the transferee back. */
export interface ExplainingFailure extends InTransfer {
  status: 'ExplainingFailure';
  /** The message's name for AudioStarted. */
  spoken: string;
  toTransferee: ToTransferee | null;
  deadlineAt: number;
}

/** The target did not take the call and the transferor has gone: his phone rings again. */
export interface Recalling extends InTransfer {
  status: 'Recalling';
  recallLegId: string;
  toTransferee: ToTransferee | null;
  deadlineAt: number;
}

/** Nobody took the transferee: the directory is asked what the number means that he dialled. */
export interface ResolvingRoute extends InTransfer {
  status: 'ResolvingRoute';
  /** A recall may fail before the message is over that it has begun with. */
  toTransferee: ToTransferee | null;
  deadlineAt: number;
}

/** It rings where the call first came in. */
export interface Rerouting extends InTransfer {
  status: 'Rerouting';
  targetLegId: string;
  toTransferee: ToTransferee | null;
  deadlineAt: number;
}

/** Nobody is left for the transferee: he hears an apology, then is hung up. */
export interface Apologising extends InTransfer {
  status: 'Apologising';
  spoken: string;
  deadlineAt: number;
}

/** Nobody is left for the transferee: he hears the greeting of a voicemail box, then is hung up. */
export interface InVoicemail extends InTransfer {
  status: 'InVoicemail';
  /** Extension of the box. */
  mailbox: string;
  spoken: string;
  deadlineAt: number;
}

/** The transferee has gone and nobody else is there: the transferor hears the busy tone. */
export interface TransferorAlone extends InTransfer {
  status: 'TransferorAlone';
  deadlineAt: number;
}

/**
 * A transfer in progress. A state that must not last has one deadline, milliseconds since 1970; the time is its name
 * too: a timer that speaks of another time is a late one.
 */
export type Transfer =
  | CollectingNumber
  | ResolvingNumber
  | TargetRinging
  | TargetRingingReferred
  | TargetRingingUnattended
  | MergingCalls
  | Consulting
  | Conferring
  | ExplainingFailure
  | Recalling
  | ResolvingRoute
  | Rerouting
  | Apologising
  | InVoicemail
  | TransferorAlone;

/** Everything that the service remembers of one call. */
export type State = Idle | Transfer;

/** A call in which nobody transfers. */
export const initialState: Idle = { status: 'Idle', begunCodes: [], givenUpLegIds: [], reunion: null };

/** Nothing is left to remember: the record can go. */
export const isFinal = (state: State): boolean =>
  state.status === 'Idle' && state.begunCodes.length === 0 && state.givenUpLegIds.length === 0;

/** The leg that the transfer has dialled, where that is not known to be over: the target's, or the transferor's own in Recalling. */
export const dialledLegIdOf = (transfer: Transfer): string | null => {
  switch (transfer.status) {
    case 'TargetRinging':
    case 'TargetRingingReferred':
    case 'TargetRingingUnattended':
    case 'Rerouting':
      return transfer.targetLegId;
    case 'Consulting':
    case 'Conferring':
      return transfer.target.legId;
    case 'Recalling':
      return transfer.recallLegId;
    default:
      return null;
  }
};

/** When the transfer must have moved on, or null where it may last. */
export const deadlineOf = (transfer: Transfer): number | null =>
  transfer.status === 'Consulting' || transfer.status === 'Conferring' ? null : transfer.deadlineAt;

/** The message that the transferee is hearing, where one precedes his music. */
export const toTransfereeOf = (state: State): ToTransferee | null =>
  'toTransferee' in state ? state.toTransferee : null;
