/** Dialling a new leg: from the request to its answer or failure (RFC 3261 §13.2). */
import type { Anchored, CallingLeg, CancellingLeg, Dialog, Leg, State } from './call.ts';
import { findLeg, inDialog } from './call.ts';
import { FIRST_CSEQ, failLeg, onHangUpRequested, sendBye } from './ending.ts';
import type { Decision, Input, SipResponse } from './messages.ts';
import { nothing } from './messages.ts';
import { onRefreshResponse, wakeForSession } from './renegotiating.ts';
import { sessionTimer } from './session-timer.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

/** Milliseconds that Kamailio's own ring timer is given to fire first. */
const ANSWER_MARGIN_MS = 5_000;

/** Our own INVITE again, sent twice because a process died in between: the first one is still on its way (RFC 3261 §8.2.2.2). */
const MERGED = 482;

export const onOriginateRequested = (
  { legId, attempt, party, at }: Of<'OriginateRequested'>,
  state: State,
): Decision => {
  if (state.status !== 'Anchored') return nothing;
  if (state.legs[legId] !== undefined || state.closed.includes(legId)) return nothing; // the same command again
  const leg: Leg = {
    status: 'Opening',
    legId,
    party,
    account: '',
    trunk: '',
    number: /^sips?:([^@;>]+)@/i.exec(attempt.requestUri)?.[1] ?? attempt.requestUri,
    displayName: '',
    partner: '',
    attempt,
  };
  return {
    events: [{ type: 'LegOpened', leg, at }],
    commands: [{ type: 'CreateOffer', legId, party, purpose: { for: 'invite' } }],
  };
};

/** The SDP for the INVITE is here. */
export const dial = (call: Anchored, leg: Leg, sdp: string, at: number): Decision => {
  if (leg.status !== 'Opening') return nothing;
  return {
    events: [{ type: 'LegDialled', legId: leg.legId, at }],
    commands: [
      { type: 'SendInvite', callId: call.callId, legId: leg.legId, attempt: leg.attempt, sdp },
      {
        type: 'Wake',
        name: 'AnswerOverdue',
        legId: leg.legId,
        at: at + leg.attempt.ringTimeoutMs + ANSWER_MARGIN_MS,
      },
    ],
  };
};

export const onResponseReceived = ({ response, at }: Of<'ResponseReceived'>, state: State): Decision => {
  if (state.status !== 'Anchored') return nothing;
  const leg = findLeg(state, response.sipCallId, response.fromTag);
  if (leg === undefined) return nothing;
  if (inDialog(leg)) {
    return isFirstInvite(response)
      ? onRepeatedAnswer(leg.dialog, response)
      : onRefreshResponse(state, leg, response, at);
  }
  if (leg.status === 'Opening' || !isFirstInvite(response)) return nothing;
  if (response.status < 200) return onProvisional(leg, response, at);
  if (response.status < 300) return onAnswer(state, leg, response, at);
  if (response.status === MERGED) return nothing;
  return failLeg(state, leg, response.status, response.reason, at);
};

const isFirstInvite = (response: SipResponse): boolean =>
  response.method === 'INVITE' && response.cseq === FIRST_CSEQ;

const onProvisional = (leg: CallingLeg | CancellingLeg, response: SipResponse, at: number): Decision => {
  if (leg.status === 'Cancelling') return nothing;
  if (response.sdp !== '') {
    return {
      events: leg.status === 'Calling' ? [{ type: 'LegRinging', legId: leg.legId, at }] : [],
      commands: [
        { type: 'AcceptAnswer', legId: leg.legId, party: leg.party, sdp: response.sdp, final: false },
      ],
    };
  }
  if (leg.status === 'Ringing') return nothing;
  return { events: [{ type: 'LegRinging', legId: leg.legId, at }], commands: [] };
};

const onAnswer = (
  call: Anchored,
  leg: CallingLeg | CancellingLeg,
  response: SipResponse,
  at: number,
): Decision => {
  const dialog = dialogOf(leg, response);
  if (leg.status === 'Cancelling') {
    // The answer crossed our CANCEL (RFC 3261 §9.1): tm has acknowledged it, now it is ended.
    const over = failLeg(call, leg, 487, 'Request Terminated', at);
    return { ...over, commands: [sendBye(dialog, 16), ...over.commands] };
  }
  const session = sessionTimer(response.sessionExpires, 'uac');
  return {
    events: [
      {
        type: 'LegConfirmed',
        legId: leg.legId,
        dialog,
        ...(session === undefined ? {} : { session }),
        allowsUpdate: response.allowsUpdate,
        account: response.account,
        trunk: response.trunk,
        at,
      },
    ],
    commands: [{ type: 'AcceptAnswer', legId: leg.legId, party: leg.party, sdp: response.sdp, final: true }],
  };
};

/** The dialog as its 2xx makes it (RFC 3261 §12.1.2). */
const dialogOf = (leg: CallingLeg | CancellingLeg, response: SipResponse): Dialog => ({
  sipCallId: leg.attempt.sipCallId,
  localTag: leg.attempt.localTag,
  remoteTag: response.toTag,
  localUri: leg.attempt.fromUri,
  remoteUri: leg.attempt.requestUri,
  remoteTarget: response.contact,
  routeSet: response.routeSet,
  localCseq: FIRST_CSEQ,
});

/** A 2xx for a leg that we have: a retransmission, or a second fork that answered at the same time (RFC 3261 §13.2.2.4). */
const onRepeatedAnswer = (dialog: Dialog, response: SipResponse): Decision => {
  if (response.status < 200 || response.status >= 300 || response.toTag === dialog.remoteTag) return nothing;
  const other = {
    ...dialog,
    remoteTag: response.toTag,
    remoteTarget: response.contact,
    routeSet: response.routeSet,
    localCseq: FIRST_CSEQ,
  };
  return { events: [], commands: [sendBye(other, 26)] };
};

export const onInviteRefused = ({ legId, reason, at }: Of<'InviteRefused'>, state: State): Decision => {
  if (state.status !== 'Anchored') return nothing;
  const leg = state.legs[legId];
  return leg === undefined || inDialog(leg) ? nothing : failLeg(state, leg, 503, reason, at);
};

/** rtpengine has taken the answer's SDP. */
export const onAnswerAccepted = ({ legId, final, at }: Of<'AnswerAccepted'>, state: State): Decision => {
  if (state.status !== 'Anchored') return nothing;
  const leg = state.legs[legId];
  if (leg === undefined) return nothing;
  if (!final) {
    return leg.status === 'Ringing'
      ? { events: [{ type: 'LegEarlyMedia', legId, at }], commands: [] }
      : nothing;
  }
  if (leg.status !== 'Confirmed') return nothing;
  return { events: [{ type: 'LegAnswered', legId, at }], commands: wakeForSession(leg, at) };
};

/** rtpengine can do nothing with the SDP of a leg that we dial (RFC 3261 §21.4.26). */
export const onInviteMediaRefused = (call: Anchored, leg: Leg, reason: string, at: number): Decision => {
  if (leg.status === 'Answered') return nothing;
  if (leg.status === 'Calling' || leg.status === 'Ringing' || leg.status === 'Cancelling') return nothing; // early media only
  const over = failLeg(call, leg, 488, reason, at);
  return leg.status === 'Confirmed'
    ? { ...over, commands: [sendBye(leg.dialog, 88), ...over.commands] }
    : over;
};

/** Kamailio's ring timer should have ended this long ago. */
export const onAnswerOverdue = ({ legId, at }: Of<'AnswerOverdue'>, state: State): Decision => {
  if (state.status !== 'Anchored') return nothing;
  const leg = state.legs[legId];
  if (leg?.status !== 'Calling' && leg?.status !== 'Ringing') return nothing;
  return onHangUpRequested({ type: 'HangUpRequested', legId, q850Cause: 19, at }, state);
};
