import type { Account } from './account.ts';
import type { Leg } from './call.ts';
import type { Pressed } from './codes.ts';

/** The employee who moves the call (RFC 5589 §4): a leg, and the account whose codes count. */
export interface Transferor extends Leg {
  account: Account;
}

/** Attended: the transferor speaks to the target first. Blind: he leaves at once. */
export type TransferKind = 'attended' | 'blind';

/** Who moves whom. */
export interface Pair {
  transferor: Transferor;
  transferee: Leg;
}

/** Keys of a start code that is not whole yet, with the pair that it would be about. */
export interface BegunCode extends Pair {
  pressed: Pressed;
}

/** What outlives every state, the end of a transfer included. */
interface Remembering {
  /** Targets given up before their answer and not known to be gone: an answer may be crossing our CANCEL. */
  cancelledLegIds: readonly string[];
}

/** Nobody transfers. Stored only while there is something to remember. */
export interface Idle extends Remembering {
  status: 'Idle';
  /** At most one for each leg: both sides of an internal call may be at it. */
  begunCodes: readonly BegunCode[];
}

interface InTransfer extends Pair, Remembering {
  /** Keys of the transferor that may become a code. */
  pressed: Pressed | null;
}

/** The transferor keys the target's number. The transferee hears music from here on. */
export interface CollectingNumber extends InTransfer {
  status: 'CollectingNumber';
  kind: TransferKind;
  digits: string;
  /** From 1 to the profile's `attempts`. */
  attempt: number;
  deadlineAt: number;
}

/** The number is whole; the directory is asked what it means. */
export interface ResolvingNumber extends InTransfer {
  status: 'ResolvingNumber';
  kind: TransferKind;
  digits: string;
  attempt: number;
  /** The transferor has hung up already: a semi-attended transfer if the number is good. */
  transferorLeft: boolean;
  deadlineAt: number;
}

/** Attended: the target is being called, the transferor listens to how that goes. */
export interface TargetRinging extends InTransfer {
  status: 'TargetRinging';
  targetLegId: string;
  transferorHears: 'silence' | 'ringback' | 'early-media';
  deadlineAt: number;
}

/** Transferor and target talk, the transferee waits. Lasts as long as they like. */
export interface Consulting extends InTransfer {
  status: 'Consulting';
  target: Leg;
}

/** Blind or semi-attended: the transferor has gone, the transferee waits for the target to answer. */
export interface TargetRingingUnattended extends InTransfer {
  status: 'TargetRingingUnattended';
  targetLegId: string;
  deadlineAt: number;
}

/** The target did not take the call: the transferor is told why, then gets the transferee back. */
export interface ExplainingFailure extends InTransfer {
  status: 'ExplainingFailure';
  prompt: string;
  deadlineAt: number;
}

/** Nobody is left for the transferee: he hears an apology, then is hung up. */
export interface Apologising extends InTransfer {
  status: 'Apologising';
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
  | Consulting
  | TargetRingingUnattended
  | ExplainingFailure
  | Apologising
  | TransferorAlone;

/** Everything that the service remembers of one call. */
export type State = Idle | Transfer;

/** A call in which nobody transfers. */
export const initialState: Idle = { status: 'Idle', begunCodes: [], cancelledLegIds: [] };

/** Nothing is left to remember: the record can go. */
export const isFinal = (state: State): boolean =>
  state.status === 'Idle' && state.begunCodes.length === 0 && state.cancelledLegIds.length === 0;

/** The target's leg, where the transfer has one that is not known to be over. */
export const targetLegIdOf = (transfer: Transfer): string | null => {
  switch (transfer.status) {
    case 'TargetRinging':
    case 'TargetRingingUnattended':
      return transfer.targetLegId;
    case 'Consulting':
      return transfer.target.legId;
    default:
      return null;
  }
};

/** When the transfer must have moved on, or null where it may last. */
export const deadlineOf = (transfer: Transfer): number | null =>
  transfer.status === 'Consulting' ? null : transfer.deadlineAt;
