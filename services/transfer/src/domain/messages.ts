import type { Account } from './account.ts';
import type { Call, Leg, Party } from './call.ts';
import type { Pressed } from './codes.ts';
import type { BegunCode, TransferKind, Transferor } from './state.ts';

/** When it happened, milliseconds since 1970. Every input and every event has it. */
export interface At {
  at: number;
}

/** Why a target was not reached. These are the words of `TransferFailed.cause` in the contract. */
export type FailureCause =
  | 'busy'
  | 'no-answer'
  | 'rejected'
  | 'unavailable'
  | 'unknown-number'
  | 'not-allowed'
  | 'transferee-left'
  | 'transferor-left'
  | 'error';

/** What a dialled number means. */
export interface Target {
  /** `sip:103@demo.test` */
  requestUri: string;
  /** As a person would say it. */
  number: string;
  /** The leg leaves for the public network. */
  offNet: boolean;
}

/** What comes in: facts about the call, due timers, results of commands. */
export type Input = At &
  (
    | {
        type: 'DigitPressed';
        legId: string;
        digit: string;
        call: Call;
        account: Account;
        /** When it has reached us, milliseconds since 1970. */
        handledAt: number;
      }
    | { type: 'LegRinging'; legId: string }
    | { type: 'LegEarlyMedia'; legId: string; party: Party }
    | { type: 'LegAnswered'; legId: string; party: Party }
    | { type: 'LegFailed'; legId: string; cause: FailureCause; sipStatus: number }
    | { type: 'LegEnded'; legId: string }
    | { type: 'CallEnded' }
    | { type: 'TimerDue'; dueAt: number }
    | { type: 'NumberResolved'; dialled: string; target: Target }
    | { type: 'NumberRefused'; dialled: string; cause: 'unknown-number' | 'not-allowed' }
    | { type: 'AudioStarted'; audio: string; durationMs: number }
    | { type: 'CommandFailed'; command: Command }
  );

/** What has happened. Facts of public interest are published, the others only lead the state on. */
export type Event = At &
  (
    | { type: 'CodeBegun'; code: BegunCode }
    | { type: 'CodeDropped'; legId: string }
    | { type: 'KeysHeld'; pressed: Pressed }
    | { type: 'KeysDropped' }
    | {
        type: 'TransferStarted';
        kind: TransferKind;
        transferor: Transferor;
        transferee: Leg;
        deadlineAt: number;
      }
    | { type: 'DigitCollected'; digit: string; deadlineAt: number }
    | { type: 'NumberAskedAgain'; deadlineAt: number }
    | { type: 'NumberEntered'; deadlineAt: number }
    | { type: 'TransferorLeft' }
    | { type: 'TargetDialled'; targetLegId: string; target: Target; attended: boolean; deadlineAt: number }
    | { type: 'TargetHeard'; as: 'ringback' | 'early-media' }
    | { type: 'TargetAnswered'; target: Leg }
    | { type: 'TransferCompleted'; targetLegId: string }
    | { type: 'TransferReturned' }
    | { type: 'TransferFailed'; cause: FailureCause; sipStatus: number }
    | { type: 'FailureExplained'; prompt: string; deadlineAt: number }
    | { type: 'ApologyGiven'; deadlineAt: number }
    | { type: 'TransferorLeftAlone'; deadlineAt: number }
    | { type: 'AudioTimed'; deadlineAt: number }
    | { type: 'TransferEnded' }
    | { type: 'TargetCancelled'; legId: string }
    | { type: 'CancelledTargetGone'; legId: string }
    | { type: 'CallForgotten' }
  );

/** What one party hears from now on. */
export interface Hearing {
  party: Party;
  /** Nothing has been arranged for the party before. */
  fresh?: true;
  hears:
    | { type: 'Silence' }
    | { type: 'Audio'; name: string; language: string; repeat: boolean }
    | { type: 'Parties'; parties: readonly Party[] };
}

/** Orders to the other services and to the clock. Those of one decision are carried out concurrently. */
export type Command =
  /**
   * `timed` names the audio whose length is wanted back as AudioStarted. `held`: the parties are on hold and stay so, only
   * what is played to them changes.
   */
  | { type: 'Arrange'; hearings: readonly Hearing[]; timed: string | null; held: boolean }
  /** Take the call over; that leg and its partner do not belong together any more. */
  | { type: 'Anchor'; releasedLegId: string }
  /** The two belong together from now on. */
  | { type: 'Bridge'; legId: string; partnerLegId: string }
  | {
      type: 'Originate';
      legId: string;
      requestUri: string;
      /** Who calls, in the target's eyes, and who pays for it. */
      from: { account: string; displayName: string };
      ringTimeoutMs: number;
    }
  | { type: 'HangUp'; legId: string }
  | { type: 'ResolveNumber'; account: string; dialled: string }
  /** A timer replaces an older one of its name, and comes back as TimerDue. */
  | { type: 'StartTimer'; name: string; dueAt: number };

/** What follows from one input. */
export interface Decision {
  events: Event[];
  commands: Command[];
}

/** The input changes nothing. */
export const nothing: Decision = { events: [], commands: [] };
