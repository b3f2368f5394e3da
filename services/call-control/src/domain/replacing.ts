/** Finding the dialog that a Replaces names, and taking somebody's place in it (RFC 3891). */
import type { Anchored, AnsweredLeg, State } from './call.ts';
import { answeredLeg, legNamed, legsOf, partnerOf, sipCallIdOf } from './call.ts';
import { closing, endAlone, endLeg, sendBye } from './ending.ts';
import { evolve } from './evolve.ts';
import { soundOf } from './holding.ts';
import type { Answering, Command, Decision, Input, SipRequest } from './messages.ts';
import { nothing, refuse } from './messages.ts';
import type { Refusal } from './referring.ts';
import { wakeForSession } from './renegotiating.ts';
import { isTooSmall, sessionTimer } from './session-timer.ts';
import { userOf } from './user-of.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

/** A Replaces header field, or the one in a Refer-To (RFC 3891 §6.1). */
export interface Replaces {
  readonly sipCallId: string;
  readonly toTag: string;
  readonly fromTag: string;
  readonly earlyOnly: boolean;
}

/** What an INVITE with Replaces says, and who has sent it. */
export interface Replacing {
  readonly replaces: Replaces | Refusal;
  readonly account: string;
  readonly trunk: string;
  readonly localUri: string;
  readonly remoteUri: string;
  readonly displayName: string;
  readonly routeSet: readonly string[];
  readonly allowsUpdate: boolean;
}

/** Milliseconds that the ACK of a 2xx may take (64 × T1, RFC 3261 §13.3.1.4). */
const ACK_PATIENCE_MS = 32_000;

/** The consultation call of an attended transfer. */
export interface ReplacedCall {
  readonly callId: string;
  /** The transferor's leg in it, and his partner there: the transfer target. */
  readonly transferorLegId: string;
  readonly targetLegId: string;
}

/**
 * The call that a transferor has named in Refer-To. He writes the tags as the target knows them (RFC 3891 §3), but not every phone does;
 * they mean the same dialog either way. `early-only` is no reason to refuse: the target has answered to him.
 *
 * @param owner - The account that transfers; the leg there must be its own.
 * @returns undefined where nothing confirmed is named: no such dialog, still ringing, or not his.
 */
export const consultationOf = (
  call: Anchored,
  { sipCallId, toTag, fromTag }: Replaces,
  owner: string,
): ReplacedCall | undefined => {
  const own = legsOf(call).filter(
    (leg): leg is AnsweredLeg =>
      leg.status === 'Answered' &&
      leg.dialog.sipCallId === sipCallId &&
      isSamePair([leg.dialog.localTag, leg.dialog.remoteTag], [toTag, fromTag]) &&
      ownerOf(leg) === owner,
  );
  // Both halves are his where he has called himself: then the tags say which is which.
  const leg = own.find(({ dialog }) => dialog.remoteTag === fromTag) ?? own[0];
  const target = leg && partnerOf(call, leg);
  return leg === undefined || target?.status !== 'Answered'
    ? undefined
    : { callId: call.callId, transferorLegId: leg.legId, targetLegId: target.legId };
};

/** The account of the tenant that is at this leg, be it by a mobile; empty: somebody else is. */
export const ownerOf = ({ account, forwardedFor }: AnsweredLeg): string => account || forwardedFor;

const isSamePair = ([a, b]: readonly [string, string], [c, d]: readonly [string, string]): boolean =>
  (a === c && b === d) || (a === d && b === c);

/** The leg whose place is to be taken: our own tag is the one that it calls "to" (RFC 3891 §3). */
const named = (call: Anchored, { sipCallId, toTag, fromTag }: Replaces): AnsweredLeg | undefined =>
  legsOf(call).find(
    (leg): leg is AnsweredLeg =>
      leg.status === 'Answered' &&
      leg.dialog.sipCallId === sipCallId &&
      leg.dialog.localTag === toTag &&
      leg.dialog.remoteTag === fromTag,
  );

/** Why this INVITE may not take anybody's place; undefined: it may. */
export const refusalOfReplacing = (call: Anchored, request: SipRequest): Refusal | undefined => {
  const { replacing, sessionExpires } = request;
  if (replacing === undefined) return { status: 481, reason: 'Call/Transaction Does Not Exist' };
  const { replaces } = replacing;
  if ('status' in replaces) return replaces;
  if (named(call, replaces) === undefined) return { status: 481, reason: 'Call/Transaction Does Not Exist' };
  if (!isOfThisCall(call, replacing)) return { status: 403, reason: 'Not Of This Call' };
  if (replaces.earlyOnly) return { status: 486, reason: 'Busy Here' };
  return isTooSmall(sessionExpires) ? { status: 422, reason: 'Session Interval Too Small' } : undefined;
};

/** Colleagues of somebody in the call may take a place, and whoever comes by a trunk that the call goes over already. */
const isOfThisCall = (call: Anchored, { account, trunk }: Replacing): boolean =>
  legsOf(call).some(
    (leg) =>
      (account !== '' && domainOf(leg.account || leg.forwardedFor) === domainOf(account)) ||
      (trunk !== '' && leg.trunk === trunk),
  );

const domainOf = (account: string): string => account.replace(/^.*@/, '');

export const refuseReplacing = (request: SipRequest, refusal: Refusal): Decision => ({
  events: [],
  commands: [refuse(request, refusal), { type: 'ReleaseDialog', sipCallId: request.sipCallId }],
});

/** rtpengine has the new party already. Until our 200 has gone out nothing changes for anybody. */
export const onReplacing = (
  { node, request, opened, at }: Of<'RequestReceived'>,
  call: Anchored,
): Decision => {
  if (legsOf(call).some((leg) => sipCallIdOf(leg) === request.sipCallId)) return nothing; // the same again
  const refusal = refusalOfReplacing(call, request);
  const dropped: readonly Command[] =
    opened === undefined ? [] : [{ type: 'RemoveParty', party: opened.party, last: false }];
  const refused = (why: Refusal): Decision => {
    const { events, commands } = refuseReplacing(request, why);
    return { events, commands: [...commands, ...dropped] };
  };
  if (refusal !== undefined) return refused(refusal);
  const { replacing } = request;
  if (replacing === undefined || 'status' in replacing.replaces || opened === undefined) return nothing;
  if (opened.sdp === '') return refused({ status: 488, reason: 'Not Acceptable Here' });
  const replaced = named(call, replacing.replaces);
  if (replaced === undefined) return nothing;
  const { transaction, sessionExpires } = request;
  const answer: Answering = { transaction, method: 'INVITE', sessionExpires };
  const leg = legOf(request, replacing, opened);
  return {
    events: [],
    commands: [
      { type: 'AcceptReplacement', answer, node, leg, sdp: opened.sdp, replaced: replaced.legId, at },
    ],
  };
};

/** The dialog as our 200 makes it (RFC 3261 §12.1.1). */
const legOf = (
  request: SipRequest,
  replacing: Replacing,
  { legId, localTag, party, held }: NonNullable<Of<'RequestReceived'>['opened']>,
): AnsweredLeg => {
  const session = sessionTimer(request.sessionExpires, 'uas');
  const { account, trunk, localUri, remoteUri, displayName, routeSet, allowsUpdate } = replacing;
  return {
    status: 'Answered',
    legId,
    party,
    account,
    trunk,
    forwardedFor: '',
    number: userOf(remoteUri),
    displayName,
    partner: '',
    dialog: {
      sipCallId: request.sipCallId,
      localTag,
      remoteTag: request.fromTag,
      localUri,
      remoteUri,
      remoteTarget: request.contact,
      routeSet,
      localCseq: 0,
    },
    ...(session === undefined ? {} : { session }),
    allowsUpdate,
    held,
    awaitsAck: true,
  };
};

/** The new party has the place, and the old one is hung up (RFC 3891 §3). */
export const onReplacementAccepted = (
  { node, leg, replaced, at }: Of<'ReplacementAccepted'>,
  state: State,
): Decision => {
  const old = legNamed(state, replaced);
  if (state.status !== 'Anchored' || old?.status !== 'Answered')
    return { events: [], commands: endAlone(leg, false) };
  const taken = { type: 'LegReplaced', legId: replaced, node, leg, at } as const;
  const call = evolve(state, taken);
  if (call.status !== 'Anchored') return nothing;
  const partner = partnerOf(state, old);
  const over = closing(call, {
    events: [{ type: 'LegEnded', legId: replaced, endedBy: 'network', q850Cause: 16, at }],
    commands: [sendBye(old.dialog, 16), { type: 'RemoveParty', party: old.party, last: false }],
  });
  return {
    events: [taken, ...over.events],
    commands: [
      // Where somebody arranges who hears whom there are no partners, and he hears of the new leg.
      ...(partner?.status === 'Answered' ? [soundOf(leg, partner)] : []),
      ...over.commands,
      ...wakeForSession(leg.legId, leg.session, at),
      { type: 'Wake', name: 'AckOverdue', legId: leg.legId, at: at + ACK_PATIENCE_MS },
    ],
  };
};

/**
 * Our 200 could not be sent: cancelled, or Kamailio had given us up. Or it was, and the process died before it could say so; then the
 * party has a dialog, which ends here. Everybody else talks on.
 */
export const onReplacementLost = ({ leg }: Of<'ReplacementLost'>): Decision => ({
  events: [],
  commands: endAlone(leg, false),
});

/**
 * Whoever does not acknowledge is not there (RFC 3261 §13.3.1.4). An ACK without a body is no news to us, but sound is; a party that
 * holds may send none.
 */
export const onAckOverdue = ({ legId, heard, at }: Of<'AckOverdue'>, state: State): Decision => {
  const leg = answeredLeg(state, legId);
  if (state.status !== 'Anchored' || !leg?.awaitsAck || leg.held) return nothing;
  return heard
    ? { events: [{ type: 'LegAcknowledged', legId, at }], commands: [] }
    : endLeg(state, legId, { endedBy: 'network', q850Cause: 102, at, bye: true });
};
