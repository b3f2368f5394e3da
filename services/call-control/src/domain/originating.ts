/** Dialling a new leg: from the request to its answer or failure (RFC 3261 §13.2). */
import type { Anchored, CallingLeg, CancellingLeg, Dialog, Leg, State } from './call.ts';
import { findLeg, isKnown, legNamed } from './call.ts';
import { FIRST_CSEQ, failLeg, onHangUpRequested, sendBye, sendCancel } from './ending.ts';
import { onRefreshResponse } from './errands.ts';
import type { AnswerOutcome, Decision, Input, SipResponse } from './messages.ts';
import { nothing } from './messages.ts';
import { onNotifyResponse } from './referring.ts';
import { wakeForSession } from './renegotiating.ts';
import { sessionTimer } from './session-timer.ts';
import { userOf } from './user-of.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

/** Milliseconds that Kamailio's own ring timer is given to fire first. */
const ANSWER_MARGIN_MS = 5_000;

/** When an attempt has lasted longer than Kamailio would ever let it; the sweep looks for such. */
export const overdueAt = ({ dialledAt, attempt }: CallingLeg | CancellingLeg): number =>
  dialledAt + attempt.ringTimeoutMs + ANSWER_MARGIN_MS;

/** Our own INVITE again, sent twice because a process died in between: the first one is still on its way (RFC 3261 §8.2.2.2). */
const MERGED = 482;

export const onOriginateRequested = (input: Of<'OriginateRequested'>, state: State): Decision => {
  const { party } = input;
  if (state.status !== 'Anchored')
    return { events: [], commands: [{ type: 'RemoveParty', party, last: false }] };
  return dial(state, { ...input, displayName: '' });
};

/** Dial a leg, unless it was dialled before: the same command again. */
export const dial = (
  call: Anchored,
  {
    legId,
    attempt,
    party,
    sdp,
    displayName,
    offNet,
    at,
  }: Omit<Of<'OriginateRequested'>, 'type'> & { displayName: string },
): Decision => {
  if (isKnown(call, legId)) return nothing;
  const leg: Leg = {
    status: 'Calling',
    legId,
    party,
    account: '',
    trunk: '',
    forwardedFor: '',
    number: userOf(attempt.requestUri),
    displayName,
    partner: '',
    ...(offNet === undefined ? {} : { offNet: offNet.place }),
    attempt,
    dialledAt: at,
  };
  return {
    events: [{ type: 'LegDialled', leg, at }],
    commands: [
      offNet === undefined
        ? { type: 'SendInvite', callId: call.callId, legId, attempt, sdp }
        : { type: 'TakeOffNetPlace', ...offNet, sdp },
    ],
  };
};

export const onResponseReceived = (
  { response, media, at }: Of<'ResponseReceived'>,
  state: State,
): Decision => {
  if (state.status !== 'Anchored') return nothing;
  const leg = findLeg(state, response.sipCallId, response.fromTag);
  if (leg === undefined) return nothing;
  if (leg.status === 'Answered') {
    if (response.method === 'NOTIFY') return onNotifyResponse(leg, response, at);
    return isFirstInvite(response)
      ? onRepeatedAnswer(leg.dialog, response)
      : onRefreshResponse(state, leg, response, at);
  }
  if (!isFirstInvite(response)) return nothing;
  if (response.status < 200) return onProvisional(leg, media, at);
  if (response.status < 300) return onAnswer(state, leg, response, media, at);
  return response.status === MERGED ? nothing : failLeg(state, leg, response.status, response.reason, at);
};

/** Whether the SDP of a response is for us to take: of an INVITE of ours that nobody has answered yet. */
export const awaitsAnswer = (state: State, response: SipResponse): CallingLeg | undefined => {
  if (state.status !== 'Anchored' || response.sdp === '' || response.status >= 300) return undefined;
  const leg = isFirstInvite(response) ? findLeg(state, response.sipCallId, response.fromTag) : undefined;
  return leg?.status === 'Calling' || leg?.status === 'Ringing' ? leg : undefined;
};

const isFirstInvite = (response: SipResponse): boolean =>
  response.method === 'INVITE' && response.cseq === FIRST_CSEQ;

const onProvisional = (leg: CallingLeg | CancellingLeg, media: AnswerOutcome, at: number): Decision => {
  // It may not have been sent yet, see CANCEL_DELAY_MS.
  if (leg.status === 'Cancelling') return { events: [], commands: [sendCancel(leg)] };
  const { legId } = leg;
  return {
    events: [
      ...(leg.status === 'Calling' ? [{ type: 'LegRinging', legId, at } as const] : []),
      ...(media === 'accepted' ? [{ type: 'LegEarlyMedia', legId, at } as const] : []),
    ],
    commands: [],
  };
};

const onAnswer = (
  call: Anchored,
  leg: CallingLeg | CancellingLeg,
  response: SipResponse,
  media: AnswerOutcome,
  at: number,
): Decision => {
  const dialog = dialogOf(leg, response);
  // The answer crossed our CANCEL (RFC 3261 §9.1): tm has acknowledged it, now it is ended.
  if (leg.status === 'Cancelling') return refuseAnswer(call, leg, dialog, 487, 16, at);
  // rtpengine can do nothing with its SDP (RFC 3261 §21.4.26).
  if (media !== 'accepted') return refuseAnswer(call, leg, dialog, 488, 88, at);
  const session = sessionTimer(response.sessionExpires, 'uac');
  const { account, trunk, forwardedFor, allowsUpdate } = response;
  const answered = {
    dialog,
    ...(session === undefined ? {} : { session }),
    allowsUpdate,
    account,
    trunk,
    forwardedFor,
  };
  return {
    events: [{ type: 'LegAnswered', legId: leg.legId, ...answered, at }],
    commands: [
      ...wakeForSession(leg.legId, session, at),
      ...(leg.hungUp === dialog.remoteTag
        ? [{ type: 'Wake', name: 'HangUpFound', legId: leg.legId, at } as const]
        : []),
    ],
  };
};

/** Nobody wants the answer: whoever gave it is told so at once. */
const refuseAnswer = (
  call: Anchored,
  leg: Leg,
  dialog: Dialog,
  sipStatus: number,
  q850Cause: number,
  at: number,
): Decision => {
  const over = failLeg(
    call,
    leg,
    sipStatus,
    sipStatus === 488 ? 'Not Acceptable Here' : 'Request Terminated',
    at,
  );
  return { ...over, commands: [sendBye(dialog, q850Cause), ...over.commands] };
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
  const leg = legNamed(state, legId);
  return leg === undefined || leg.status === 'Answered' ? nothing : failLeg(state, leg, 503, reason, at);
};

/** Those who are still to answer, and those who are not to any more. */
const attemptOf = (state: State, legId: string): CallingLeg | CancellingLeg | undefined => {
  const leg = legNamed(state, legId);
  return leg?.status === 'Answered' ? undefined : leg;
};

/** Kamailio itself says whether it has the INVITE: one that could not be sent before has gone to the Kamailio that was started. */
export const onAttemptDoubted = ({ legId }: Of<'AttemptDoubted'>, state: State): Decision => {
  const leg = attemptOf(state, legId);
  return leg === undefined
    ? nothing
    : { events: [], commands: [{ type: 'FindAttempt', legId, sipCallId: leg.attempt.sipCallId }] };
};

export const onAttemptLost = ({ legId, at }: Of<'AttemptLost'>, state: State): Decision => {
  const leg = attemptOf(state, legId);
  if (state.status !== 'Anchored' || leg === undefined) return nothing;
  return leg.status === 'Cancelling'
    ? failLeg(state, leg, 487, 'Request Terminated', at)
    : failLeg(state, leg, 503, 'Service Unavailable', at);
};

/** Kamailio's ring timer should have ended this long ago. */
export const onAnswerOverdue = ({ legId, at }: Of<'AnswerOverdue'>, state: State): Decision => {
  if (state.status !== 'Anchored') return nothing;
  const leg = legNamed(state, legId);
  if (leg?.status !== 'Calling' && leg?.status !== 'Ringing') return nothing;
  return onHangUpRequested({ type: 'HangUpRequested', legId, q850Cause: 19, at }, state);
};
