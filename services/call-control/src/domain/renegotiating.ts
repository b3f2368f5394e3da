/** Offers of the parties in mid-call: re-INVITE and UPDATE (RFC 3261 §14, RFC 3311, RFC 4028). */
import type { Anchored, AnsweredLeg, Leg, SessionTimer, State } from './call.ts';
import { answeredLeg, legOfRequest, partnerOf } from './call.ts';
import { holds, soundOf } from './holding.ts';
import type { Answering, Command, Decision, Event, Input, SipRequest } from './messages.ts';
import { nothing, refuse, reply } from './messages.ts';
import { isTooSmall, sessionTimer, sessionWakeAt } from './session-timer.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

/** The timer that keeps the leg's session alive, or notices that nobody does. */
export const wakeForSession = (
  legId: string,
  session: SessionTimer | undefined,
  at: number,
): readonly Command[] =>
  session === undefined ? [] : [{ type: 'Wake', name: 'SessionDue', legId, at: sessionWakeAt(session, at) }];

export const onOffer = ({ request, at }: Of<'RequestReceived'>, state: Anchored): Decision => {
  const answer: Answering = {
    transaction: request.transaction,
    method: request.method,
    sessionExpires: request.sessionExpires,
  };
  const leg = legOfRequest(state, request);
  if (leg === undefined) {
    return { events: [], commands: [reply(answer, 481, 'Call/Transaction Does Not Exist')] };
  }
  if (leg.status !== 'Answered' || exchangeOf(leg, at) === 'ours') {
    return { events: [], commands: [reply(answer, 491, 'Request Pending')] };
  }
  if (isTooSmall(request.sessionExpires)) {
    return { events: [], commands: [reply(answer, 422, 'Session Interval Too Small')] };
  }
  const session = sessionTimer(request.sessionExpires, 'uas') ?? leg.session;
  const refreshed = [...targetRefresh(leg, request.contact, at), ...sessionAgreed(leg, session, at)];
  if (request.method === 'UPDATE' && request.sdp === '') {
    return {
      events: refreshed,
      commands: [reply(answer, 200, 'OK'), ...wakeForSession(leg.legId, session, at)],
    };
  }
  if (exchangeOf(leg, at) === 'theirs') {
    return { events: [], commands: [reply(answer, 500, 'Offer In Progress')] };
  }
  return {
    events: [
      ...refreshed,
      { type: 'ExchangeBegun', legId: leg.legId, by: 'them', localCseq: leg.dialog.localCseq, at },
    ],
    commands: [
      request.sdp === ''
        ? { type: 'CreateOffer', legId: leg.legId, party: leg.party, purpose: { for: 'late-offer', answer } }
        : { type: 'AnswerOffer', legId: leg.legId, party: leg.party, sdp: request.sdp, answer },
    ],
  };
};

/**
 * Milliseconds after which an exchange without an end counts as over: no transaction lasts longer (64 × T1, RFC 3261 §17.1),
 * so that its last message was lost with a Kamailio.
 */
const EXCHANGE_MS = 40_000;

/** The exchange that is under way. */
export const exchangeOf = (
  { exchange, exchangeSince = 0 }: AnsweredLeg,
  at: number,
): AnsweredLeg['exchange'] => (at - exchangeSince > EXCHANGE_MS ? undefined : exchange);

/** A party that names a session timer in mid-call gets it (RFC 4028 §9). */
export const sessionAgreed = (
  leg: AnsweredLeg,
  session: SessionTimer | undefined,
  at: number,
): readonly Event[] =>
  session === undefined ||
  (session.intervalMs === leg.session?.intervalMs && session.refresher === leg.session.refresher)
    ? []
    : [{ type: 'SessionAgreed', legId: leg.legId, session, at }];

/** re-INVITE and UPDATE may move the party's end of the dialog (RFC 3261 §12.2). */
export const targetRefresh = (leg: AnsweredLeg, contact: string, at: number): readonly Event[] =>
  contact === '' || contact === leg.dialog.remoteTarget
    ? []
    : [{ type: 'TargetRefreshed', legId: leg.legId, remoteTarget: contact, at }];

/** Our 200's offer was answered in the ACK (RFC 3261 §14.2): only now it is known whether the party holds. */
export const onAck = ({ request, at }: Of<'RequestReceived'>, state: Anchored): Decision => {
  const leg = legOfRequest(state, request);
  if (leg?.status !== 'Answered') return nothing;
  const acknowledged: readonly Event[] = leg.awaitsAck
    ? [{ type: 'LegAcknowledged', legId: leg.legId, at }]
    : [];
  if (request.sdp === '') return { events: acknowledged, commands: [] };
  const held = holds(request.sdp);
  return {
    events: [...acknowledged, ...(held === leg.held ? [] : [over(leg, held, at)])],
    commands: [
      { type: 'AcceptAnswer', party: leg.party, sdp: request.sdp },
      ...holdOrResume(leg, partnerOf(state, leg), held),
    ],
  };
};

export const onOfferAnswered = (
  { legId, sdp, held, answer, at }: Of<'OfferAnswered'>,
  state: State,
): Decision => {
  const leg = answeredLeg(state, legId);
  if (state.status !== 'Anchored' || leg === undefined) return nothing;
  return {
    events: [over(leg, held, at)],
    commands: [
      reply(answer, 200, 'OK', sdp),
      ...wakeForSession(leg.legId, leg.session, at),
      ...holdOrResume(leg, partnerOf(state, leg), held),
    ],
  };
};

/**
 * A party that holds leaves its partner with music, not with silence. Without a partner it takes part in what somebody else arranges, who is
 * not disturbed: rtpengine sends it nothing until it resumes, or is named in the next arrangement.
 */
const holdOrResume = (leg: AnsweredLeg, partner: Leg | undefined, held: boolean): readonly Command[] =>
  partner?.status !== 'Answered' || held === leg.held ? [] : [soundOf({ ...leg, held }, partner)];

export const over = (leg: AnsweredLeg, held: boolean, at: number) =>
  ({
    type: 'ExchangeOver',
    legId: leg.legId,
    held,
    at,
  }) as const;

/** The offer that a re-INVITE without SDP asked for. */
export const answerLateOffer = (leg: Leg, answer: Answering, sdp: string, at: number): Decision => {
  if (leg.status !== 'Answered') return nothing;
  return {
    events: [over(leg, leg.held, at)],
    commands: [reply(answer, 200, 'OK', sdp), ...wakeForSession(leg.legId, leg.session, at)],
  };
};

/** The offer cannot be met; the session stays as it was (RFC 3261 §14.2). */
export const onOfferRefused = ({ legId, answer, at }: Of<'OfferRefused'>, state: State): Decision => {
  const leg = answeredLeg(state, legId);
  return {
    events: leg === undefined ? [] : [over(leg, leg.held, at)],
    commands: [reply(answer, 488, 'Not Acceptable Here')],
  };
};

/** A request that we have no use for. */
export const refuseRequest = (request: SipRequest): Decision =>
  request.transaction === ''
    ? nothing
    : { events: [], commands: [refuse(request, { status: 405, reason: 'Method Not Allowed' })] };
