/**
 * A call that has been anchored: call-control is the user agent towards every leg of it.
 *
 * Each leg is one SIP dialog (RFC 3261 §12) that ends at us. The two halves of the call as it began share one SIP Call-ID;
 * legs that join later have one each.
 */

/** A party of rtpengine: where the leg's sound ends. */
export interface Party {
  readonly mediaCall: string;
  readonly tag: string;
}

/** The state of a dialog, seen from our side (RFC 3261 §12). */
export interface Dialog {
  readonly sipCallId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly localUri: string;
  readonly remoteUri: string;
  readonly remoteTarget: string;
  /** In order of travel; Kamailio itself left out. */
  readonly routeSet: readonly string[];
  /** The last CSeq number that this side used. */
  readonly localCseq: number;
}

/** RFC 4028: the session dies unless somebody refreshes it. */
export interface SessionTimer {
  /** Milliseconds between refreshes at most (Session-Expires). */
  readonly intervalMs: number;
  readonly refresher: 'us' | 'party';
}

/** A REFER that is not finished. */
export interface Referral {
  /** The REFER's CSeq number, the id of its Event. */
  readonly id: string;
  /** Milliseconds since 1970 by which it must have its last NOTIFY. */
  readonly expiresAt: number;
  /** Whether its sender waits for news (RFC 3515 §2.4.4). */
  readonly isSubscribed: boolean;
  /** CSeq number of the NOTIFY sent last. */
  readonly notifyCseq: number;
}

/** Who has hung up on his partner with REFERs that were not finished. */
export interface Abandonment {
  readonly by: string;
  readonly referralIds: readonly string[];
}

/** An INVITE of ours that has no final response yet. */
export interface Attempt {
  readonly sipCallId: string;
  readonly localTag: string;
  readonly requestUri: string;
  readonly fromUri: string;
  readonly fromDisplay: string;
  readonly onBehalfOf: string;
  /** E.164 number that the public network is to see, or empty. */
  readonly callerNumber: string;
  /** E.164 number that the call was dialled to before it was moved here, or empty. */
  readonly divertedFrom: string;
  readonly ringTimeoutMs: number;
}

/** A place among the off-net legs that a tenant may have at once. It keeps the names of the call and the leg that it was taken for. */
export interface OffNetPlace {
  readonly tenant: string;
  readonly callId: string;
  readonly legId: string;
}

/** Whom a party is to see that it talks to. */
export interface Peer {
  readonly method: 'UPDATE' | 'INVITE';
  readonly uri: string;
  readonly displayName: string;
}

/** What we have to tell a party in mid-call; whatever it is, it keeps the session alive too (RFC 4028 §7.4). */
export interface Errand {
  /** Absent: there is nothing to say but that we are here. */
  readonly peer?: Peer;
  /** The party was on hold by whom it talked to, and nobody holds it any more: it is to send and receive again. */
  readonly resumes?: true;
  /** The party has refused it for the moment once, and is not asked a third time. */
  readonly again?: true;
  /** It waits for its timer. */
  readonly waits?: true;
  /** The party has refused a shorter session interval than this one, milliseconds. */
  readonly minIntervalMs?: number;
}

interface LegBase {
  readonly legId: string;
  readonly party: Party;
  /** "101@demo.test" where the tenant's own account is at this end, else empty. */
  readonly account: string;
  readonly trunk: string;
  /** The account whose forwarded call a mobile over a trunk has answered here, else empty; `account` is empty then. */
  readonly forwardedFor: string;
  readonly number: string;
  readonly displayName: string;
  /** The leg that it belongs with, or empty. */
  readonly partner: string;
  /** Of an off-net leg of a tenant that may not have any number of them. */
  readonly offNet?: OffNetPlace;
}

/** INVITE sent. */
export interface CallingLeg extends LegBase {
  readonly status: 'Calling' | 'Ringing';
  readonly attempt: Attempt;
  /** Milliseconds since 1970. */
  readonly dialledAt: number;
  /** Tag of the party that has hung up already: its answer is on its way. */
  readonly hungUp?: string;
}
/** CANCEL sent, the final response is on its way (RFC 3261 §9.1). */
export interface CancellingLeg extends LegBase {
  readonly status: 'Cancelling';
  readonly attempt: Attempt;
  readonly dialledAt: number;
}
export interface AnsweredLeg extends LegBase {
  readonly status: 'Answered';
  readonly dialog: Dialog;
  readonly session?: SessionTimer;
  /** The party's Allow header names UPDATE (RFC 3311). */
  readonly allowsUpdate: boolean;
  /** The party has put us on hold (RFC 3264 §8.4). */
  readonly held: boolean;
  /** An offer/answer exchange that is not over; a second one is glare (RFC 3261 §14). */
  readonly exchange?: 'ours' | 'theirs';
  /** CSeq number of our request in the exchange: NOTIFYs may have gone out since. */
  readonly exchangeCseq?: number;
  /** Nothing shows yet that our 200 to the party's INVITE has reached it (RFC 3261 §13.3.1.4). */
  readonly awaitsAck?: boolean;
  /** When it began, milliseconds since 1970. */
  readonly exchangeSince?: number;
  /** What our request in the exchange says. */
  readonly sent?: Errand;
  /** What is to be told as soon as no exchange is under way. */
  readonly errand?: Errand;
  /** REFERs that are not finished, oldest first. */
  readonly referrals?: readonly Referral[];
  /** Its partner has hung up right after a REFER: whoever carries that out has yet to take care of this leg. */
  readonly abandoned?: Abandonment;
  /** CSeq number of the party's last REFER. */
  readonly lastRefer?: number;
}

export type Leg = CallingLeg | CancellingLeg | AnsweredLeg;

/** A call that call-control does not hold: never anchored, or over. */
export interface Absent {
  readonly status: 'Absent';
}
/** Whom a call is started to. */
export interface Callee {
  readonly attempt: Attempt;
  readonly party: Party;
  readonly displayName: string;
  readonly offNet?: { readonly place: OffNetPlace; readonly maxLegs: number };
}

/** How far a call is that we start, until both parties talk: see starting-call.ts. */
export type Starting =
  | {
      readonly status: 'CallerRings' | 'CalleeRings';
      readonly callee: Callee;
      /** Of the messages to the caller, BCP 47. */
      readonly language: string;
      /** SIP domain of the tenant. */
      readonly domain: string;
    }
  /** Why the callee was not reached (ITU-T Q.850). */
  | { readonly status: 'Explaining'; readonly q850Cause: number };

export interface Anchored {
  readonly status: 'Anchored';
  readonly callId: string;
  /** The Kamailio node that holds its lines. */
  readonly node: string;
  /** Whom the caller called: where the call first came in. E.164 where he came over a trunk; empty where nobody dialled it. */
  readonly dialled: string;
  /** A program has had it started. */
  readonly isStarted?: true;
  readonly starting?: Starting;
  readonly legs: Readonly<Record<string, Leg>>;
  /** Legs that were; their names are not given again, so that a repeated command dials nobody twice. */
  readonly closed: readonly string[];
  /** Calls whose legs are about to come in; meanwhile this one must not go into another itself, or both would be gone. */
  readonly expected?: readonly Expectation[];
  /**
   * Where calls have been merged: the names of all their media calls, which are one in rtpengine by now. It may report by either name,
   * so that each stays known to the last.
   */
  readonly mediaCalls?: readonly string[];
  /** SIP Call-IDs that another node than `node` holds. */
  readonly nodes?: Readonly<Record<string, string>>;
}

export interface Expectation {
  readonly callId: string;
  /** Milliseconds since 1970; by then it has failed. */
  readonly until: number;
}

/** All its legs are in another call, under the names that they have here; what comes late is handed on. */
export interface Merged {
  readonly status: 'Merged';
  readonly callId: string;
  readonly node: string;
  /** As `Anchored` has it. */
  readonly nodes?: Readonly<Record<string, string>>;
  readonly into: string;
  readonly legs: readonly AnsweredLeg[];
}
/** The last leg has gone; the record goes with it. */
export interface Ended {
  readonly status: 'Ended';
  readonly callId: string;
  /** Both as `Anchored` had it: who hears of the end alone knows what call it was. */
  readonly dialled: string;
  readonly isStarted?: true;
}

export type State = Absent | Anchored | Merged | Ended;

export const absent: Absent = { status: 'Absent' };

/** Where a SIP Call-ID is, if not where most are. Phones choose such names, too. */
export const nodeAt = (
  { node, nodes = {} }: { node: string; nodes?: Readonly<Record<string, string>> },
  sipCallId = '',
): string => (Object.hasOwn(nodes, sipCallId) ? nodes[sipCallId] : undefined) ?? node;

export const sipCallIdOf = (leg: Leg): string =>
  leg.status === 'Answered' ? leg.dialog.sipCallId : leg.attempt.sipCallId;

export const legsOf = (call: Anchored): readonly Leg[] => Object.values(call.legs);

/** The leg of that name. Names come from outside: "constructor" is one like any other. */
export const legNamed = (state: State, legId: string): Leg | undefined =>
  state.status === 'Anchored' && Object.hasOwn(state.legs, legId) ? state.legs[legId] : undefined;

/** Whether the call has, or had, a leg of that name. */
export const isKnown = (call: Anchored, legId: string): boolean =>
  legNamed(call, legId) !== undefined || call.closed.includes(legId);

/** The leg of that name, where somebody talks by it. */
export const answeredLeg = (state: State, legId: string): AnsweredLeg | undefined => {
  const leg = legNamed(state, legId);
  return leg?.status === 'Answered' ? leg : undefined;
};

/** The leg whose dialog a message belongs to: Call-ID and our own tag identify it from either direction. */
export const findLeg = (call: Anchored, sipCallId: string, localTag: string): Leg | undefined =>
  legsOf(call).find(
    (leg) =>
      sipCallIdOf(leg) === sipCallId &&
      (leg.status === 'Answered' ? leg.dialog.localTag : leg.attempt.localTag) === localTag,
  );

/** The answered leg that a request comes from. The remote tag counts: another fork of the same INVITE has the same Call-ID and our tag. */
export const legOfRequest = (
  call: Anchored,
  { sipCallId, fromTag, toTag }: { sipCallId: string; fromTag: string; toTag: string },
): Leg | undefined => {
  const leg = findLeg(call, sipCallId, toTag);
  return leg?.status === 'Answered' && leg.dialog.remoteTag !== fromTag ? undefined : leg;
};

/**
 * The leg whose party has pressed a key: rtpengine names its own party, a SIP INFO comes from the dialog's remote tag. The two are
 * the same only in the call as it began.
 */
export const legOfDigit = (
  call: Anchored,
  { sipCallId, tag }: { sipCallId: string; tag: string },
): Leg | undefined =>
  legsOf(call).find(
    (leg) =>
      leg.party.tag === tag ||
      (leg.status === 'Answered' && leg.dialog.sipCallId === sipCallId && leg.dialog.remoteTag === tag),
  );

/** All parties of a call live in one call of rtpengine, named after the SIP call that it began as. */
export const mediaCallOf = (call: Anchored): string => {
  const [leg] = legsOf(call);
  return leg?.party.mediaCall ?? '';
};

export const partnerOf = (call: Anchored, leg: Leg): Leg | undefined =>
  leg.partner === '' ? undefined : legNamed(call, leg.partner);
