/** A party asks for a transfer with its own phone, and is told how it goes (RFC 3515, RFC 4488, RFC 5589). */
import type { Anchored, AnsweredLeg, Referral, State } from './call.ts';
import { answeredLeg, legOfRequest, legsOf } from './call.ts';
import { endLeg } from './ending.ts';
import type { Answering, Command, Decision, Event, Input, SipRequest, SipResponse } from './messages.ts';
import { nothing, refuse, reply } from './messages.ts';
import { ownerOf, type Replaces } from './replacing.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

/** What a REFER asks for (RFC 3515 §2.1). */
export interface Refer {
  /** Refer-To without its header fields. */
  readonly referTo: string;
  readonly replaces?: Replaces;
  /** False where the phone wants no NOTIFY (RFC 4488 §4). */
  readonly isSubscribed: boolean;
}

/** Why a request is not carried out. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

/** Milliseconds in which a transfer must have come to its end; then the phone is told that it has not. */
const REFERRAL_MS = 300_000;

/** Why this REFER is refused; undefined: it is not. */
export const refusalOfRefer = (call: Anchored, request: SipRequest): Refusal | undefined => {
  const leg = legOfRequest(call, request);
  if (leg === undefined) return { status: 481, reason: 'Call/Transaction Does Not Exist' };
  if (leg.status !== 'Answered') return { status: 403, reason: 'Call Is Not Answered' };
  if (ownerOf(leg) === '') return { status: 403, reason: 'Only Accounts May Transfer' };
  const { refer } = request;
  if (refer === undefined) return { status: 400, reason: 'Missing Refer-To' };
  return 'status' in refer ? refer : undefined;
};

export const onRefer = ({ request, replaced, at }: Of<'RequestReceived'>, call: Anchored): Decision => {
  const refusal = refusalOfRefer(call, request);
  if (refusal !== undefined) return { events: [], commands: [refuse(request, refusal)] };
  const answer: Answering = { transaction: request.transaction, method: 'REFER', sessionExpires: '' };
  const leg = legOfRequest(call, request);
  const { refer, cseq } = request;
  if (leg?.status !== 'Answered' || refer === undefined || 'status' in refer) return nothing;
  if (cseq <= (leg.lastRefer ?? 0)) {
    return { events: [], commands: [reply(answer, 202, 'Accepted')] };
  }
  const { referTo, isSubscribed } = refer;
  const found = replaced === undefined ? {} : { replaced };
  const referral = { legId: leg.legId, cseq, referTo, isSubscribed, ...found };
  return { events: [], commands: [{ type: 'AcceptRefer', answer, referral, at }] };
};

/** The phone has its 202: now it is news, and the NOTIFY cannot come before it (RFC 3515 §2.4.4). */
export const onReferAccepted = ({ referral, at }: Of<'ReferAccepted'>, state: State): Decision => {
  const leg = answeredLeg(state, referral.legId);
  if (leg === undefined) return nothing;
  const expiresAt = at + REFERRAL_MS;
  const { cseq, isSubscribed } = referral;
  const first = tell(leg, { id: `${cseq}`, expiresAt, isSubscribed }, { status: 100, reason: 'Trying' }, at);
  return {
    events: [{ type: 'ReferReceived', referral, expiresAt, at }, ...first.events],
    commands: [...first.commands, wakeForReferrals(leg.legId, leg.referrals?.[0]?.expiresAt ?? expiresAt)],
  };
};

/**
 * Our 202 did not reach the phone: Kamailio had answered for us, since we were away. Or it did, and the process died before it could
 * say so; then the phone waits for a NOTIFY, and this one is its last. Whoever waits for none says 481.
 */
export const onReferLost = ({ referral, at }: Of<'ReferLost'>, state: State): Decision => {
  const leg = answeredLeg(state, referral.legId);
  const { cseq, isSubscribed } = referral;
  if (leg === undefined || !isSubscribed) return nothing;
  const lost = { id: `${cseq}`, expiresAt: at, isSubscribed };
  return tell(leg, lost, { status: 503, reason: 'Service Unavailable' }, at);
};

export const onReportRequested = (
  { legId, referralId, status, reason, at }: Of<'ReportRequested'>,
  state: State,
): Decision => {
  const leg = answeredLeg(state, legId);
  if (leg === undefined) return status < 300 ? nothing : endAbandoned(state, legId, referralId, at);
  const referral = leg.referrals?.find(({ id }) => id === referralId);
  return referral === undefined ? nothing : tell(leg, referral, { status, reason }, at);
};

/** The transferor has hung up, and his REFER comes to nothing: his partner, whom nobody has taken care of, goes as he would have gone. */
const endAbandoned = (state: State, by: string, referralId: string, at: number): Decision => {
  if (state.status !== 'Anchored') return nothing;
  const left = legsOf(state).find(
    (leg) =>
      leg.status === 'Answered' &&
      leg.partner === '' &&
      leg.abandoned?.by === by &&
      leg.abandoned.referralIds.includes(referralId),
  );
  return left === undefined
    ? nothing
    : endLeg(state, left.legId, { endedBy: 'network', q850Cause: 16, at, bye: true });
};

/** Nobody has said how it ended, and nobody will. */
export const onReferralOverdue = ({ legId, at }: Of<'ReferralOverdue'>, state: State): Decision => {
  const leg = answeredLeg(state, legId);
  if (leg?.referrals === undefined) return nothing;
  const [due] = leg.referrals.filter(({ expiresAt }) => expiresAt <= at);
  const next = leg.referrals.find((referral) => referral !== due);
  const told = due === undefined ? nothing : tell(leg, due, { status: 408, reason: 'Request Timeout' }, at);
  return {
    events: told.events,
    commands: [...told.commands, ...(next === undefined ? [] : [wakeForReferrals(legId, next.expiresAt)])],
  };
};

/** One timer wakes for all REFERs of a leg, for the oldest first. */
export const wakeForReferrals = (legId: string, at: number): Command => ({
  type: 'Wake',
  name: 'ReferralOverdue',
  legId,
  at,
});

/**
 * The answer to a NOTIFY. A failure ends the subscription, and 481 no more than that (RFC 5057 §5.1, RFC 6665 §4.2.2): a phone
 * that has forgotten the transfer may well be talking on.
 */
export const onNotifyResponse = (leg: AnsweredLeg, { status, cseq }: SipResponse, at: number): Decision => {
  const referral = leg.referrals?.find(({ notifyCseq }) => notifyCseq === cseq);
  return status < 300 || referral === undefined
    ? nothing
    : { events: [{ type: 'SubscriptionOver', legId: leg.legId, referralId: referral.id, at }], commands: [] };
};

/** Tell the phone a status, where it listens; from 200 on it is the last one (RFC 3515 §2.4.5). */
const tell = (
  leg: AnsweredLeg,
  { id, expiresAt, isSubscribed }: Omit<Referral, 'notifyCseq'>,
  { status, reason }: Refusal,
  at: number,
): Decision => {
  const { legId, dialog } = leg;
  const cseq = dialog.localCseq + 1;
  const isLast = status >= 200;
  const over: readonly Event[] = isLast ? [{ type: 'ReferralOver', legId, referralId: id, at }] : [];
  if (!isSubscribed) return { events: over, commands: [] };
  const expiresMs = isLast ? 0 : Math.max(expiresAt - at, 1_000);
  return {
    events: [{ type: 'NotifySent', legId, referralId: id, localCseq: cseq, at }, ...over],
    commands: [{ type: 'SendNotify', dialog, cseq, referralId: id, status, reason, expiresMs }],
  };
};
