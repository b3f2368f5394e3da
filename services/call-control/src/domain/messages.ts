/** What call-control is told, what it finds to have happened, and what it orders. */
import type {
  Abandonment,
  AnsweredLeg,
  Attempt,
  Callee,
  CallingLeg,
  Dialog,
  Errand,
  Leg,
  OffNetPlace,
  Party,
  Peer,
  SessionTimer,
  Starting,
} from './call.ts';
import type { FailureKind } from './failures.ts';
import type { Refer, Refusal } from './referring.ts';
import type { ReplacedCall, Replacing } from './replacing.ts';

/** One half of a plain call, as Kamailio saw it when the call was answered. */
export interface PlainHalf {
  readonly tag: string;
  readonly uri: string;
  readonly name: string;
  readonly contact: string;
  readonly routeSet: readonly string[];
  readonly account: string;
  readonly trunk: string;
  /** The account whose forwarded call this mobile has answered, else empty. */
  readonly forwardedFor: string;
  readonly allowsUpdate: boolean;
  /** The last CSeq that this half has used. */
  readonly cseq: number;
  /** It has put the other half on hold (RFC 3264 §8.4). */
  readonly isHolding: boolean;
}

export interface PlainCall {
  readonly callId: string;
  readonly node: string;
  readonly sipCallId: string;
  /** As `Anchored` has it. */
  readonly dialled: string;
  /** Session-Expires of the 200 OK (RFC 4028 §4), or empty. */
  readonly sessionExpires: string;
  readonly caller: PlainHalf;
  readonly callee: PlainHalf;
}

/** A response to an INVITE, UPDATE or other request of ours. */
export interface SipResponse {
  readonly method: string;
  readonly status: number;
  readonly reason: string;
  readonly cseq: number;
  readonly sipCallId: string;
  readonly fromTag: string;
  readonly toTag: string;
  readonly contact: string;
  readonly routeSet: readonly string[];
  readonly account: string;
  readonly trunk: string;
  readonly forwardedFor: string;
  readonly sessionExpires: string;
  /** Milliseconds of Min-SE (RFC 4028 §5); 0: none. */
  readonly minIntervalMs: number;
  readonly allowsUpdate: boolean;
  readonly sdp: string;
}

/** An in-dialog request of a party. */
export interface SipRequest {
  readonly method: string;
  readonly sipCallId: string;
  readonly fromTag: string;
  readonly toTag: string;
  /** Kamailio's name of the transaction to answer; empty where nothing is to be answered. */
  readonly transaction: string;
  readonly cseq: number;
  readonly contact: string;
  readonly sessionExpires: string;
  readonly q850Cause: number;
  readonly sdp: string;
  /** Of a REFER: what it asks for, or what is wrong with it; absent where it has no Refer-To. */
  readonly refer?: Refer | Refusal;
  /** Of an INVITE that opens a dialog: in whose place. */
  readonly replacing?: Replacing;
}

/** A REFER that can be carried out. */
export interface AcceptableRefer {
  readonly legId: string;
  readonly cseq: number;
  readonly referTo: string;
  readonly isSubscribed: boolean;
  readonly replaced?: ReplacedCall;
}

/** What the legs of a call bring into the one that they go into. They have their new names already. */
export interface LegsJoined {
  readonly type: 'LegsJoined';
  readonly from: string;
  readonly node: string;
  /** As `Anchored` has it. */
  readonly nodes?: Readonly<Record<string, string>>;
  readonly legs: readonly AnsweredLeg[];
  readonly at: number;
}

export type Input =
  // commands
  /** `release` is a leg that has no partner from now on, or empty. */
  | { type: 'AnchorRequested'; call: PlainCall; release: string; at: number }
  | { type: 'ReleaseRequested'; legId: string; at: number }
  /** rtpengine has the party already; `sdp` is its offer. */
  | {
      type: 'OriginateRequested';
      legId: string;
      attempt: Attempt;
      party: Party;
      sdp: string;
      /** Of an off-net leg where the tenant may have just `maxLegs` of them. */
      offNet?: { place: OffNetPlace; maxLegs: number };
      at: number;
    }
  | { type: 'HangUpRequested'; legId: string; q850Cause: number; at: number }
  | { type: 'BridgeRequested'; legId: string; partner: string; at: number }
  | {
      type: 'StartRequested';
      callId: string;
      node: string;
      requestId: string;
      caller: { attempt: Attempt; party: Party; sdp: string; number: string; displayName: string };
      callee: Callee;
      language: string;
      domain: string;
      at: number;
    }
  | { type: 'ShowPeerRequested'; legId: string; peer: Peer; at: number }
  /** How the transfer goes that the leg's party has asked for. */
  | { type: 'ReportRequested'; legId: string; referralId: string; status: number; reason: string; at: number }
  // merging
  | { type: 'MergeExpected'; other: string; at: number }
  | { type: 'MergeAbandoned'; other: string; at: number }
  | { type: 'MergeRequested'; into: string; at: number }
  | LegsJoined
  // Kamailio
  | {
      type: 'RequestReceived';
      node: string;
      request: SipRequest;
      /** The plain call that the request was made in. It is not anchored for what is refused. */
      plain?: PlainCall;
      /** The call that a REFER names by Replaces, where there is one. */
      replaced?: ReplacedCall;
      /** The leg that an INVITE with Replaces is to open, and its answer; `sdp` is empty where rtpengine has none for it. */
      opened?: { legId: string; localTag: string; party: Party; sdp: string; held: boolean };
      at: number;
    }
  | { type: 'ResponseReceived'; response: SipResponse; media: AnswerOutcome; at: number }
  | { type: 'PlainCallEnded'; sipCallId: string; at: number }
  /** The leg's Kamailio has been started since, maybe with the INVITE lost. */
  | { type: 'AttemptDoubted'; legId: string; at: number }
  /** The INVITE's transaction has died with Kamailio: nobody will ever answer. */
  | { type: 'AttemptLost'; legId: string; at: number }
  /** Kamailio would not even send the INVITE. */
  | { type: 'InviteRefused'; legId: string; reason: string; at: number }
  /** Whether our 202 has reached the party. */
  | { type: 'ReferAccepted'; referral: AcceptableRefer; at: number }
  | { type: 'ReferLost'; referral: AcceptableRefer; at: number }
  // the count of off-net legs
  | { type: 'OffNetDecided'; place: OffNetPlace; granted: boolean; sdp: string; at: number }
  /** Whether our 200 to an INVITE with Replaces has gone out. */
  | { type: 'ReplacementAccepted'; node: string; leg: AnsweredLeg; replaced: string; at: number }
  | { type: 'ReplacementLost'; node: string; leg: AnsweredLeg; at: number }
  // media-control
  | { type: 'OfferCreated'; legId: string; sdp: string; purpose: OfferPurpose; at: number }
  | { type: 'OfferAnswered'; legId: string; sdp: string; held: boolean; answer: Answering; at: number }
  | { type: 'CalleeOffered'; sdp: string; at: number }
  | { type: 'CalleeNotOffered'; at: number }
  | { type: 'MessagePlaying'; durationMs: number; at: number }
  | { type: 'OfferRefused'; legId: string; answer: Answering; at: number }
  // timers
  | { type: 'CancelDue'; legId: string; at: number }
  | { type: 'CancelOverdue'; legId: string; at: number }
  | { type: 'SessionDue'; legId: string; at: number }
  | { type: 'ErrandDue'; legId: string; at: number }
  | { type: 'StartOverdue'; legId: string; at: number }
  | { type: 'ExplanationOver'; legId: string; at: number }
  | { type: 'ReferralOverdue'; legId: string; at: number }
  /** `heard`: rtpengine has had a packet of the party. */
  | { type: 'AckOverdue'; legId: string; heard?: boolean; at: number }
  // the sweep
  | { type: 'AnswerOverdue'; legId: string; at: number }
  | { type: 'LegLost'; legId: string; at: number }
  /** The party has sent BYE, of which no fact has come. */
  | { type: 'HangUpFound'; legId: string; at: number };

/** The transaction to answer, and what the answer repeats from it. */
export interface Answering {
  readonly transaction: string;
  readonly method: string;
  readonly sessionExpires: string;
}

/** What an offer from rtpengine is for. */
export type OfferPurpose =
  /** `resumes`: the party is to send and receive again. */
  | { for: 'errand'; resumes?: true }
  /** A re-INVITE without SDP: the offer goes into our 200 (RFC 3261 §14.2). */
  | { for: 'late-offer'; answer: Answering };

/** What became of the SDP in a response to our INVITE, before the response is news: a leg that is answered can be heard. */
export type AnswerOutcome = 'none' | 'accepted' | 'refused';

export type EndedBy = 'party' | 'network';

export type Event =
  | { type: 'CallAnchored'; callId: string; node: string; dialled: string; legs: readonly Leg[]; at: number }
  | { type: 'CallStarted'; callId: string; node: string; leg: CallingLeg; starting: Starting; at: number }
  /** `starting` undefined: it is over. */
  | { type: 'StartAdvanced'; starting: Starting | undefined; at: number }
  | { type: 'LegDialled'; leg: Leg; at: number }
  | { type: 'LegRinging'; legId: string; at: number }
  | { type: 'LegEarlyMedia'; legId: string; at: number }
  | { type: 'LegCancelled'; legId: string; at: number }
  /** Its BYE has overtaken its answer. */
  | { type: 'LegHungUpEarly'; legId: string; remoteTag: string; at: number }
  | {
      type: 'LegAnswered';
      legId: string;
      dialog: Dialog;
      session?: SessionTimer;
      allowsUpdate: boolean;
      account: string;
      trunk: string;
      forwardedFor: string;
      at: number;
    }
  | { type: 'LegFailed'; legId: string; sipStatus: number; reason: string; kind: FailureKind; at: number }
  | { type: 'LegEnded'; legId: string; endedBy: EndedBy; q850Cause: number; at: number }
  | { type: 'LegBridged'; legId: string; partner: string; at: number }
  | { type: 'ErrandGiven'; legId: string; errand: Errand; at: number }
  /** By us: the errand that was given is on its way. */
  | { type: 'ExchangeBegun'; legId: string; by: 'us' | 'them'; localCseq: number; at: number }
  | { type: 'ExchangeOver'; legId: string; held: boolean; at: number }
  | { type: 'SessionAgreed'; legId: string; session: SessionTimer; at: number }
  | { type: 'TargetRefreshed'; legId: string; remoteTarget: string; at: number }
  | { type: 'ReferReceived'; referral: AcceptableRefer; expiresAt: number; at: number }
  | { type: 'NotifySent'; legId: string; referralId: string; localCseq: number; at: number }
  /** Nobody listens to news of it any more. */
  | { type: 'SubscriptionOver'; legId: string; referralId: string; at: number }
  | { type: 'ReferralOver'; legId: string; referralId: string; at: number }
  | { type: 'LegAbandoned'; legId: string; abandoned: Abandonment; at: number }
  /** `leg` has taken the place of `legId`. */
  | { type: 'LegReplaced'; legId: string; node: string; leg: AnsweredLeg; at: number }
  | { type: 'LegAcknowledged'; legId: string; at: number }
  | { type: 'MergeExpected'; other: string; until: number; at: number }
  | { type: 'MergeAbandoned'; other: string; at: number }
  | { type: 'CallMerged'; into: string; legs: readonly AnsweredLeg[]; at: number }
  | LegsJoined
  | { type: 'CallEnded'; at: number };

export type Command =
  // Kamailio
  | { type: 'AnchorDialog'; sipCallId: string; callId: string; fromTag: string; toTag: string }
  | { type: 'ReleaseDialog'; sipCallId: string }
  | { type: 'SendInvite'; callId: string; legId: string; attempt: Attempt; sdp: string }
  /** Whether Kamailio still knows the INVITE. */
  | { type: 'FindAttempt'; legId: string; sipCallId: string }
  | { type: 'SendCancel'; sipCallId: string; cseq: number }
  | { type: 'SendBye'; dialog: Dialog; cseq: number; q850Cause: number }
  /** A target refresh request (RFC 3261 §6): UPDATE, or a re-INVITE that changes nothing of the media. */
  | {
      type: 'SendRefresh';
      dialog: Dialog;
      cseq: number;
      method: 'INVITE' | 'UPDATE';
      sdp: string;
      session?: SessionTimer;
      errand: Errand;
    }
  | { type: 'Reply'; answer: Answering; status: number; reason: string; sdp: string }
  | { type: 'AcceptRefer'; answer: Answering; referral: AcceptableRefer; at: number }
  | {
      type: 'AcceptReplacement';
      answer: Answering;
      node: string;
      leg: AnsweredLeg;
      sdp: string;
      replaced: string;
      at: number;
    }
  /** `expiresMs`: what is left of the subscription; 0: this is the last word. */
  | {
      type: 'SendNotify';
      dialog: Dialog;
      cseq: number;
      referralId: string;
      status: number;
      reason: string;
      expiresMs: number;
    }
  // media-control
  | { type: 'CreateOffer'; legId: string; party: Party; purpose: OfferPurpose }
  | { type: 'AcceptAnswer'; party: Party; sdp: string }
  | { type: 'AnswerOffer'; legId: string; party: Party; sdp: string; answer: Answering }
  /** Of two who belong together: nothing for those who hold, music for whom they have left waiting. */
  | { type: 'Hold'; holding: readonly Party[]; waiting: readonly Party[] }
  | { type: 'Connect'; party: Party; other: Party }
  | { type: 'PlayRingback'; party: Party }
  /** One way: early media. */
  | { type: 'Listen'; party: Party; other: Party }
  /** `insteadOf`: whom the party has heard, and who has gone. */
  | {
      type: 'PlayMessage';
      party: Party;
      insteadOf: Party;
      name: string;
      language: string;
      domain: string;
    }
  /** Open a party for the callee of a call that we start. */
  | { type: 'OfferToCallee'; party: Party }
  /** `last`: nobody remains, the media call goes with it. */
  | { type: 'RemoveParty'; party: Party; last: boolean }
  // requests to start a call
  | { type: 'RememberStart'; requestId: string }
  // the count of off-net legs
  /** `sdp` comes back with the answer. */
  | { type: 'TakeOffNetPlace'; place: OffNetPlace; maxLegs: number; sdp: string }
  | { type: 'FreeOffNetPlace'; place: OffNetPlace }
  // merging
  /** Requests of this dialog belong to this call from now on. */
  | { type: 'PointDialog'; sipCallId: string; callId: string }
  /** An input that another call is to have instead; `once`: under this id, however often it is handed on. */
  | { type: 'HandOn'; into: string; input: Input; once?: string }
  // timers
  /** `spreadMs`: at a random moment within so many milliseconds after `at`. */
  | { type: 'Wake'; name: TimerName; legId: string; at: number; spreadMs?: number };

/** The durable timers of a leg; setting one again replaces it. */
export type TimerName =
  | 'CancelDue'
  | 'CancelOverdue'
  | 'HangUpFound'
  | 'SessionDue'
  | 'ErrandDue'
  | 'ReferralOverdue'
  | 'AckOverdue'
  | 'StartOverdue'
  | 'ExplanationOver';

export interface Decision {
  readonly events: readonly Event[];
  readonly commands: readonly Command[];
}

/** The answer to a request. */
export const reply = (answer: Answering, status: number, reason: string, sdp = ''): Command => ({
  type: 'Reply',
  answer,
  status,
  reason,
  sdp,
});

/** The answer to a request that is not carried out. */
export const refuse = ({ transaction, method }: SipRequest, { status, reason }: Refusal): Command =>
  reply({ transaction, method, sessionExpires: '' }, status, reason);

/** Late, doubled or none of our business. */
export const nothing: Decision = { events: [], commands: [] };
