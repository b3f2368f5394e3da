/** Requests of ours in mid-call: session refreshes (RFC 4028 §7), whom the party talks to (RFC 5876 §3.2), the end of another one's hold. */
import { isDeepStrictEqual } from 'node:util';
import type { Anchored, AnsweredLeg, Errand, Leg, Peer, State } from './call.ts';
import { answeredLeg } from './call.ts';
import { endLeg } from './ending.ts';
import type { Command, Decision, Event, Input, SipResponse } from './messages.ts';
import { nothing } from './messages.ts';
import { exchangeOf, over, sessionAgreed, targetRefresh, wakeForSession } from './renegotiating.ts';
import { sessionTimer } from './session-timer.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

/** How long a request that met one of the party's waits before it is sent again (RFC 3261 §14.1). */
const PAUSE_MS = { least: 2_100, spread: 1_900 };

export const onShowPeerRequested = ({ legId, peer, at }: Of<'ShowPeerRequested'>, state: State): Decision => {
  const leg = answeredLeg(state, legId);
  // A trunk learns of a number only from the INVITE, where Kamailio sees to it that it may.
  if (leg === undefined || leg.trunk !== '') return nothing;
  if (peer.method === 'UPDATE' && !leg.allowsUpdate) return nothing;
  if (isBeingTold(leg, peer, at)) return nothing;
  return { events: [given(leg, { ...leg.errand, peer }, at)], commands: [] };
};

/** The same order again: the first one had to wait for a Kamailio that was away. */
const isBeingTold = (leg: AnsweredLeg, peer: Peer, at: number): boolean =>
  leg.errand?.peer === undefined && exchangeOf(leg, at) === 'ours' && isDeepStrictEqual(leg.sent?.peer, peer);

export const onSessionDue = ({ legId, at }: Of<'SessionDue'>, state: State): Decision => {
  const leg = answeredLeg(state, legId);
  if (state.status !== 'Anchored' || leg?.session === undefined) return nothing;
  if (leg.session.refresher === 'party') {
    return endLeg(state, legId, { endedBy: 'network', q850Cause: 102, at, bye: true });
  }
  return {
    events: [given(leg, { ...leg.errand }, at)],
    commands: wakeForSession(legId, leg.session, at), // whatever becomes of this one
  };
};

export const onErrandDue = ({ legId, at }: Of<'ErrandDue'>, state: State): Decision => {
  const leg = answeredLeg(state, legId);
  if (leg?.errand?.waits === undefined) return nothing;
  const { waits: _, ...errand } = leg.errand;
  return { events: [given(leg, errand, at)], commands: [] };
};

/** Run the errands that were given, or that can be run now that an exchange is over. */
export const errandsAfter = (events: readonly Event[], state: State): Decision => {
  const legIds = events.flatMap((event) =>
    event.type === 'ErrandGiven' || event.type === 'ExchangeOver' ? [event] : [],
  );
  const runs = [...new Map(legIds.map(({ legId, at }) => [legId, at]))].map(([legId, at]) => {
    const leg = answeredLeg(state, legId);
    return leg === undefined ? nothing : run(leg, at);
  });
  return {
    events: runs.flatMap((decision) => decision.events),
    commands: runs.flatMap((decision) => decision.commands),
  };
};

const run = (leg: AnsweredLeg, at: number): Decision => {
  const { errand } = leg;
  if (errand === undefined || errand.waits || exchangeOf(leg, at) !== undefined) return nothing;
  if (methodOf(errand, leg) === 'UPDATE') return send(leg, '', at);
  const purpose = { for: 'errand', ...(errand.resumes && { resumes: errand.resumes }) } as const;
  return {
    events: [],
    commands: [{ type: 'CreateOffer', legId: leg.legId, party: leg.party, purpose }],
  };
};

/** Only a re-INVITE has an offer. */
const methodOf = ({ resumes, peer }: Errand, { allowsUpdate }: AnsweredLeg): 'UPDATE' | 'INVITE' =>
  !resumes && (peer ? peer.method === 'UPDATE' : allowsUpdate) ? 'UPDATE' : 'INVITE';

/** UPDATE, or a re-INVITE with the SDP as it stands (RFC 4028 §7.4). */
export const send = (leg: Leg, sdp: string, at: number): Decision => {
  if (leg.status !== 'Answered' || leg.errand === undefined || exchangeOf(leg, at) !== undefined)
    return nothing;
  const cseq = leg.dialog.localCseq + 1;
  return {
    events: [{ type: 'ExchangeBegun', legId: leg.legId, by: 'us', localCseq: cseq, at }],
    commands: [
      {
        type: 'SendRefresh',
        dialog: leg.dialog,
        cseq,
        method: sdp === '' ? 'UPDATE' : 'INVITE',
        sdp,
        ...(leg.session === undefined ? {} : { session: leg.session }),
        errand: leg.errand,
      },
    ],
  };
};

/** The answer to such a request. */
export const onRefreshResponse = (
  call: Anchored,
  leg: AnsweredLeg,
  response: SipResponse,
  at: number,
): Decision => {
  const { status } = response;
  if (status < 200 || response.cseq !== leg.exchangeCseq) return nothing;
  // RFC 3261 §12.2.1.2: these two say that the dialog is no more.
  if (status === 481 || status === 408) {
    return endLeg(call, leg.legId, { endedBy: 'party', q850Cause: 102, at, bye: true });
  }
  if (leg.exchange !== 'ours') return nothing;
  if (status < 300) return done(leg, response, at);
  if (status === 422) return withLongerInterval(leg, response.minIntervalMs, at);
  if (status === 491 || isForTheMoment(status)) return later(leg, at);
  return { events: [over(leg, leg.held, at)], commands: [] };
};

/** A server failure may pass; that it does not know the method will not (RFC 3261 §21.5). */
const isForTheMoment = (status: number): boolean => status >= 500 && status < 600 && status !== 501;

const done = (leg: AnsweredLeg, response: SipResponse, at: number): Decision => {
  const session = sessionTimer(response.sessionExpires, 'uac') ?? leg.session;
  return {
    events: [
      ...targetRefresh(leg, response.contact, at),
      ...sessionAgreed(leg, session, at),
      over(leg, leg.held, at),
    ],
    commands: [
      ...wakeForSession(leg.legId, session, at),
      ...(response.sdp === ''
        ? []
        : [{ type: 'AcceptAnswer', party: leg.party, sdp: response.sdp } as const]),
    ],
  };
};

/** The party wants to be refreshed less often (RFC 4028 §7.4). */
const withLongerInterval = (leg: AnsweredLeg, minIntervalMs: number, at: number): Decision => {
  const { session, sent } = leg;
  const isWorthIt =
    session !== undefined && sent?.minIntervalMs === undefined && minIntervalMs > session.intervalMs;
  if (!isWorthIt) return { events: [over(leg, leg.held, at)], commands: [] };
  return {
    events: [
      { type: 'SessionAgreed', legId: leg.legId, session: { ...session, intervalMs: minIntervalMs }, at },
      given(leg, { ...sent, ...leg.errand, minIntervalMs }, at),
      over(leg, leg.held, at),
    ],
    commands: [],
  };
};

/** Our request met one of the party's: once more, a little later. */
const later = (leg: AnsweredLeg, at: number): Decision => {
  if (leg.sent?.again) return { events: [over(leg, leg.held, at)], commands: [] };
  return {
    events: [
      given(leg, { ...leg.sent, ...leg.errand, again: true, waits: true }, at),
      over(leg, leg.held, at),
    ],
    commands: [wakeForErrand(leg.legId, at)],
  };
};

/** The timer of an errand that waits. */
export const wakeForErrand = (legId: string, at: number): Command => ({
  type: 'Wake',
  name: 'ErrandDue',
  legId,
  at: at + PAUSE_MS.least,
  spreadMs: PAUSE_MS.spread,
});

const given = ({ legId }: AnsweredLeg, errand: Errand, at: number): Event => ({
  type: 'ErrandGiven',
  legId,
  errand,
  at,
});
