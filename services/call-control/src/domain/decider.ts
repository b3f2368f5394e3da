/** What call-control does about whatever happens to a call. */
import { asAnchored, onAnchorRequested, onPlainCallEnded, onReleaseRequested } from './anchoring.ts';
import { legNamed, type State } from './call.ts';
import {
  onBye,
  onCancelDue,
  onCancelOverdue,
  onHangUpFound,
  onHangUpRequested,
  onLegLost,
} from './ending.ts';
import { errandsAfter, onErrandDue, onSessionDue, onShowPeerRequested, send } from './errands.ts';
import { evolve } from './evolve.ts';
import { soundOf } from './holding.ts';
import { handOn, onLegsJoined, onMergeAbandoned, onMergeExpected, onMergeRequested } from './merging.ts';
import type { Decision, Input, PlainCall, SipRequest } from './messages.ts';
import { nothing, refuse } from './messages.ts';
import { onOffNetDecided } from './off-net.ts';
import {
  onAnswerOverdue,
  onAttemptDoubted,
  onAttemptLost,
  onInviteRefused,
  onOriginateRequested,
  onResponseReceived,
} from './originating.ts';
import {
  onRefer,
  onReferAccepted,
  onReferLost,
  onReferralOverdue,
  onReportRequested,
  refusalOfRefer,
} from './referring.ts';
import {
  answerLateOffer,
  onAck,
  onOffer,
  onOfferAnswered,
  onOfferRefused,
  refuseRequest,
} from './renegotiating.ts';
import {
  onAckOverdue,
  onReplacementAccepted,
  onReplacementLost,
  onReplacing,
  refusalOfReplacing,
  refuseReplacing,
} from './replacing.ts';

import {
  onCalleeNotOffered,
  onCalleeOffered,
  onExplanationOver,
  onMessagePlaying,
  onStartOverdue,
  onStartRequested,
  startAfter,
} from './starting-call.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

export const decide = (input: Input, state: State): Decision => {
  const decision = decideOn(input, state);
  return [errandsAfter, startAfter].reduce(
    (known, follow) => joined(known, follow(known.events, known.events.reduce(evolve, state))),
    decision,
  );
};

const joined = (one: Decision, other: Decision): Decision => ({
  events: [...one.events, ...other.events],
  commands: [...one.commands, ...other.commands],
});

const decideOn = (input: Input, state: State): Decision => {
  if (state.status === 'Merged') return handOn(input, state);
  switch (input.type) {
    case 'AnchorRequested':
      return onAnchorRequested(input, state);
    case 'ReleaseRequested':
      return onReleaseRequested(input, state);
    case 'OriginateRequested':
      return onOriginateRequested(input, state);
    case 'HangUpRequested':
      return onHangUpRequested(input, state);
    case 'BridgeRequested':
      return onBridgeRequested(input, state);
    case 'ReportRequested':
      return onReportRequested(input, state);
    case 'MergeExpected':
      return onMergeExpected(input, state);
    case 'MergeAbandoned':
      return onMergeAbandoned(input, state);
    case 'MergeRequested':
      return onMergeRequested(input, state);
    case 'LegsJoined':
      return onLegsJoined(input, state);
    case 'RequestReceived':
      return onRequestReceived(input, state);
    case 'ResponseReceived':
      return onResponseReceived(input, state);
    case 'PlainCallEnded':
      return onPlainCallEnded(input, state);
    case 'AttemptDoubted':
      return onAttemptDoubted(input, state);
    case 'AttemptLost':
      return onAttemptLost(input, state);
    case 'InviteRefused':
      return onInviteRefused(input, state);
    case 'ReferAccepted':
      return onReferAccepted(input, state);
    case 'ReferLost':
      return onReferLost(input, state);
    case 'OffNetDecided':
      return onOffNetDecided(input, state);
    case 'OfferCreated':
      return onOfferCreated(input, state);
    case 'OfferAnswered':
      return onOfferAnswered(input, state);
    case 'OfferRefused':
      return onOfferRefused(input, state);
    case 'AnswerOverdue':
      return onAnswerOverdue(input, state);
    case 'CancelDue':
      return onCancelDue(input, state);
    case 'CancelOverdue':
      return onCancelOverdue(input, state);
    case 'SessionDue':
      return onSessionDue(input, state);
    case 'ReplacementAccepted':
      return onReplacementAccepted(input, state);
    case 'ReplacementLost':
      return onReplacementLost(input);
    case 'AckOverdue':
      return onAckOverdue(input, state);
    case 'ErrandDue':
      return onErrandDue(input, state);
    case 'StartRequested':
      return onStartRequested(input, state);
    case 'CalleeOffered':
      return onCalleeOffered(input, state);
    case 'CalleeNotOffered':
      return onCalleeNotOffered(input, state);
    case 'MessagePlaying':
      return onMessagePlaying(input, state);
    case 'StartOverdue':
      return onStartOverdue(input, state);
    case 'ExplanationOver':
      return onExplanationOver(input, state);
    case 'ShowPeerRequested':
      return onShowPeerRequested(input, state);
    case 'ReferralOverdue':
      return onReferralOverdue(input, state);
    case 'LegLost':
      return onLegLost(input, state);
    case 'HangUpFound':
      return onHangUpFound(input, state);
  }
};

const onBridgeRequested = ({ legId, partner, at }: Of<'BridgeRequested'>, state: State): Decision => {
  if (state.status !== 'Anchored') return nothing;
  const leg = legNamed(state, legId);
  if (leg === undefined || leg.partner === partner) return nothing;
  const other = legNamed(state, partner);
  if (partner !== '' && other === undefined) return nothing;
  const someoneHolds = leg.status === 'Answered' && other?.status === 'Answered' && (leg.held || other.held);
  return {
    events: [{ type: 'LegBridged', legId, partner, at }],
    // Who holds may have come to its partner since: that one is not to hear silence.
    commands: someoneHolds ? [soundOf(leg, other)] : [],
  };
};

const onRequestReceived = (input: Of<'RequestReceived'>, state: State): Decision => {
  const { request, plain } = input;
  if (state.status !== 'Anchored')
    return plain === undefined ? lateRequest(input) : refuseInPlain(plain, request);
  switch (request.method) {
    case 'BYE':
      return onBye(input, state);
    case 'INVITE':
    case 'UPDATE':
      return request.replacing === undefined ? onOffer(input, state) : onReplacing(input, state);
    case 'ACK':
      return onAck(input, state);
    case 'REFER':
      return onRefer(input, state);
    default:
      return refuseRequest(request);
  }
};

/** A plain call stays one for what is refused. */
const refuseInPlain = (plain: PlainCall, request: SipRequest): Decision => {
  const call = asAnchored(plain);
  if (request.replacing !== undefined) {
    const refusal = refusalOfReplacing(call, request);
    return refusal === undefined ? nothing : refuseReplacing(request, refusal);
  }
  const refusal = refusalOfRefer(call, request);
  return refusal === undefined ? nothing : { events: [], commands: [refuse(request, refusal)] };
};

/** The call is over, but Kamailio still sends us its requests (RFC 3261 §12.2.2). */
const lateRequest = ({ request }: Of<'RequestReceived'>): Decision => ({
  events: [],
  commands: [
    { type: 'ReleaseDialog', sipCallId: request.sipCallId },
    ...(request.transaction === ''
      ? []
      : [refuse(request, { status: 481, reason: 'Call/Transaction Does Not Exist' })]),
  ],
});

const onOfferCreated = ({ legId, sdp, purpose, at }: Of<'OfferCreated'>, state: State): Decision => {
  const leg = legNamed(state, legId);
  if (leg === undefined) return nothing;
  return purpose.for === 'errand' ? send(leg, sdp, at) : answerLateOffer(leg, purpose.answer, sdp, at);
};
