import type { Account } from './account.ts';
import type { Call, Leg, Party, Person } from './call.ts';
import type { Pressed } from './codes.ts';
import type { Pair } from './pair.ts';
import type { BegunCode, Durations, Initiator, ToTransferee, TransferKind } from './state.ts';

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

/** A failure, with the SIP response that was its cause; 0 where none was. */
export interface Failure {
  cause: FailureCause;
  sipStatus: number;
}

/** How a transfer has ended. These are the words of `TransferEnded.outcome` in the contract. */
export type Outcome =
  | 'completed'
  | 'returned'
  | 'conference-left'
  | 'rerouted'
  | 'apologised'
  | 'voicemail'
  | 'abandoned'
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

/** What a program asks for (TransferService of the contract). `StartRequested` is about a call, the others about its transfer. */
export type Request = At &
  (
    | { type: 'StartRequested'; kind: TransferKind; dialled: string; pair: Pair }
    | { type: 'CompleteRequested' }
    | { type: 'ReturnRequested' }
    | { type: 'ConferenceRequested' }
  );

/** The consultation call of an attended REFER: its name, and who is in it (RFC 3891). */
export interface ReplacedCall {
  callId: string;
  transferorLegId: string;
  targetLegId: string;
}

/** What comes in: facts about the call, due timers, results of commands, requests of programs. */
export type Input =
  | Request
  | (At &
      (
        | {
            type: 'DigitPressed';
            legId: string;
            digit: string;
            /** Who hears the party has not been sent it. */
            undelivered: boolean;
            call: Call;
            /** Null: the leg is of no account of ours. */
            account: Account | null;
            /** When it has reached us, milliseconds since 1970. */
            handledAt: number;
          }
        | {
            type: 'ReferReceived';
            legId: string;
            referralId: string;
            /** `sip:103@demo.test` */
            referTo: string;
            /** Null: a blind transfer. */
            replaces: ReplacedCall | null;
            call: Call;
            /** Null: the leg is of no account of ours. */
            account: Account | null;
          }
        | { type: 'LegRinging'; legId: string }
        | { type: 'LegEarlyMedia'; legId: string; party: Party }
        | { type: 'LegAnswered'; legId: string; party: Party }
        | ({ type: 'LegFailed'; legId: string } & Failure)
        | { type: 'LegEnded'; legId: string }
        /** Another phone has taken the leg's place (RFC 3891). `account`: that of the new one, where it is ours. */
        | { type: 'LegReplaced'; legId: string; by: Person; account: Account | null }
        | { type: 'CallEnded' }
        /** All its legs are in another call now. */
        | { type: 'CallMerged' }
        | { type: 'TimerDue'; dueAt: number }
        | { type: 'NumberResolved'; dialled: string; target: Target }
        | { type: 'NumberRefused'; dialled: string; cause: 'unknown-number' | 'not-allowed' }
        | { type: 'AudioStarted'; audio: string; durationMs: number }
        /** The consultation call is part of this one now, its transferor and target under these names. Null: that one has gone. */
        | { type: 'CallsMerged'; otherCallId: string; transferor: Leg | null; target: Leg | null }
        | { type: 'CommandFailed'; command: Command }
      ));

interface Happened extends At {
  /** When the transfer started that it is about: the transfer's name within its call. */
  transfer?: number;
}

/** What has happened. Facts of public interest are published, the others only lead the state on. */
export type Event = Happened &
  (
    | { type: 'CodeBegun'; code: BegunCode }
    | { type: 'CodeDropped'; legId: string }
    | { type: 'KeysHeld'; pressed: Pressed }
    | { type: 'KeysDropped' }
    | { type: 'TransferStarted'; kind: TransferKind; pair: Pair; initiator: Initiator; deadlineAt: number }
    | { type: 'DigitCollected'; digit: string; deadlineAt: number }
    | { type: 'NumberAskedAgain'; deadlineAt: number }
    | { type: 'NumberEntered'; asked: string; deadlineAt: number }
    | { type: 'MergeBegun'; otherCallId: string; deadlineAt: number }
    | { type: 'TransferorLeft' }
    | {
        type: 'TargetDialled';
        targetLegId: string;
        target: Target;
        transferorIs: 'listening' | 'referring' | 'gone';
        deadlineAt: number;
      }
    | { type: 'TargetHeard'; heard: 'ringback' | Party }
    | { type: 'TargetAnswered'; target: Leg }
    | { type: 'TransferConferred' }
    | { type: 'TransferCompleted'; targetLegId: string }
    | { type: 'TransferReturned' }
    | ({ type: 'TransferFailed' } & Failure)
    | { type: 'FailureExplained'; spoken: string; toTransferee: ToTransferee | null; deadlineAt: number }
    | { type: 'RecallStarted'; legId: string; toTransferee: ToTransferee | null; deadlineAt: number }
    | { type: 'RecallAnswered'; transferor: Leg; spoken: string; deadlineAt: number }
    | { type: 'RouteAsked'; deadlineAt: number }
    | { type: 'ReroutingStarted'; number: string; targetLegId: string; deadlineAt: number }
    | { type: 'ApologyGiven'; spoken: string; deadlineAt: number }
    | { type: 'SentToVoicemail'; mailbox: string; spoken: string; deadlineAt: number }
    | { type: 'TransferorLeftAlone'; deadlineAt: number }
    | { type: 'AudioTimed'; deadlineAt: number }
    | { type: 'MessageToTransfereeTimed'; musicAt: number }
    | { type: 'MusicResumed' }
    | ({ type: 'TransferEnded'; outcome: Outcome; cause: FailureCause | null } & Durations)
    | { type: 'LegReplaced'; legId: string; by: Person; account: Account | null }
    | { type: 'LegGivenUp'; legId: string }
    | { type: 'GivenUpLegGone'; legId: string }
    | { type: 'CallForgotten' }
  );

/** Something that is played: a name of the catalogue or of the tenant's recordings, or a text that is read out. */
export type Sound = { name: string } | { text: string };

/** What one party hears from now on. */
export interface Hearing {
  party: Party;
  /** Nothing has been arranged for the party before. */
  fresh?: true;
  hears:
    | { type: 'Silence' }
    /** `domain`: the tenant whose recordings come before the system's. */
    | { type: 'Audio'; sound: Sound; language: string; domain: string; repeat: boolean }
    | { type: 'Parties'; parties: readonly Party[] };
}

/** A leg to be dialled. */
export interface Dialling {
  legId: string;
  requestUri: string;
  /** Who calls, in the target's eyes. */
  from: { uri: string; displayName: string };
  /** Who pays for it, and whose rights count. */
  onBehalfOf: string;
  ringTimeoutMs: number;
  /** Null: the leg stays inside. `callerNumber`, E.164, is what the public network sees; empty: the account's DID. */
  offNet: { tenant: string; maxLegs: number; callerNumber: string } | null;
  /** E.164; empty: the call was not dialled to a public number. */
  divertedFrom: string;
}

/** Orders to the other services and to the clock. Those of one decision are carried out concurrently. */
export type Command =
  /**
   * `timed` names the message whose length is wanted back as AudioStarted, `instead` the built-in one for the case that it cannot be
   * played. `held`: the parties are on hold and stay so, only what is played to them changes.
   */
  | { type: 'Arrange'; hearings: readonly Hearing[]; timed: string | null; held: boolean; instead?: string }
  /** Take the call over; that leg and its partner do not belong together any more. */
  | { type: 'Anchor'; releasedLegId: string }
  /** The two belong together from now on. */
  | { type: 'Bridge'; legId: string; partnerLegId: string }
  | ({ type: 'Originate' } & Dialling)
  | { type: 'HangUp'; legId: string }
  | { type: 'ResolveNumber'; account: string; dialled: string }
  /** Bring the consultation call into this one; comes back as CallsMerged. */
  | { type: 'MergeCalls'; replaces: ReplacedCall }
  /** Tell a transferor who has sent REFER how it goes: a SIP status, the last one from 200 on (RFC 3515 §2.4.5). */
  | { type: 'ReportReferral'; legId: string; referralId: string; sipStatus: number }
  /** Let a party have digits that somebody has pressed whom it hears (RFC 4733). */
  | { type: 'SendDigits'; party: Party; digits: string }
  /** Tell the phones of two parties whom they talk to now, where they want to know. */
  | { type: 'ShowPeers'; legId: string; peerLegId: string }
  /** A timer replaces an older one of its name, and comes back as TimerDue. */
  | { type: 'StartTimer'; name: string; dueAt: number }
  /** One after the other; one that fails keeps none from following. */
  | { type: 'InOrder'; commands: readonly Command[] };

/** What follows from one input. */
export interface Decision {
  events: Event[];
  commands: Command[];
}

/** The input changes nothing. */
export const nothing: Decision = { events: [], commands: [] };

/** Several decisions taken at once. */
export const all = (...decisions: readonly Decision[]): Decision => ({
  events: decisions.flatMap(({ events }) => events),
  commands: decisions.flatMap(({ commands }) => commands),
});
