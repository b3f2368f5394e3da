/** The decider's events as the facts that other services consume (proto/cordboard/call/v1/call.proto). */
import { call as contract } from '@cordboard/contracts';
import { type Leg, legsOf, type State } from '../domain/call.ts';
import type { Event, PlainCall, PlainHalf } from '../domain/messages.ts';
import { userOf } from '../domain/user-of.ts';

/** A fact and the last word of its subject. */
export interface CallFact {
  readonly name: string;
  readonly event: contract.CallEvent;
}

const { LegState, FailureKind, EndedBy } = contract;

const legStates: Readonly<Record<Leg['status'], contract.LegState>> = {
  Calling: LegState.LEG_STATE_CALLING,
  Ringing: LegState.LEG_STATE_RINGING,
  Cancelling: LegState.LEG_STATE_ENDED,
  Answered: LegState.LEG_STATE_ANSWERED,
};

const failureKinds = {
  busy: FailureKind.FAILURE_KIND_BUSY,
  'no-answer': FailureKind.FAILURE_KIND_NO_ANSWER,
  rejected: FailureKind.FAILURE_KIND_REJECTED,
  unavailable: FailureKind.FAILURE_KIND_UNAVAILABLE,
  'unknown-number': FailureKind.FAILURE_KIND_UNKNOWN_NUMBER,
  cancelled: FailureKind.FAILURE_KIND_CANCELLED,
  'not-allowed': FailureKind.FAILURE_KIND_NOT_ALLOWED,
  error: FailureKind.FAILURE_KIND_ERROR,
} as const;

const endedBy = { party: EndedBy.ENDED_BY_PARTY, network: EndedBy.ENDED_BY_NETWORK } as const;

const legOf = (leg: Leg): contract.Leg => ({
  legId: leg.legId,
  state: legStates[leg.status],
  party: leg.party,
  account: leg.account,
  trunk: leg.trunk,
  number: leg.number,
  displayName: leg.displayName,
  partnerLegId: leg.partner,
  forwardedFor: leg.forwardedFor,
});

/** A call as the other services see it. */
export const callOf = (callId: string, state: State): contract.Call => ({
  callId,
  anchored: state.status === 'Anchored',
  dialled: 'dialled' in state ? state.dialled : '',
  origin:
    'isStarted' in state ? contract.CallOrigin.CALL_ORIGIN_API : contract.CallOrigin.CALL_ORIGIN_UNSPECIFIED,
  legs: state.status === 'Anchored' ? legsOf(state).map(legOf) : [],
});

const halfOf = (call: PlainCall, half: PlainHalf, legId: string, partnerLegId: string): contract.Leg => ({
  legId,
  state: LegState.LEG_STATE_ANSWERED,
  party: { mediaCall: call.sipCallId, tag: half.tag },
  account: half.account,
  trunk: half.trunk,
  number: userOf(half.uri),
  displayName: half.name,
  partnerLegId,
  forwardedFor: half.forwardedFor,
});

/** A plain call in the same shape. */
export const plainCallOf = (call: PlainCall): contract.Call => ({
  callId: call.callId,
  anchored: false,
  dialled: call.dialled,
  origin: contract.CallOrigin.CALL_ORIGIN_UNSPECIFIED,
  legs: [halfOf(call, call.caller, 'caller', 'callee'), halfOf(call, call.callee, 'callee', 'caller')],
});

/** A digit is a fact that changes nothing, so it never passes the decider. */
export const digitPressed = (
  call: contract.Call,
  { at, ...digit }: contract.DigitPressed & { at: number },
): CallFact => ({
  name: 'digit-pressed',
  event: {
    callId: call.callId,
    atMs: Math.round(at),
    call,
    fact: { $case: 'digitPressed', value: digit },
  },
});

/** The fact that other services learn of an event; undefined for what is our own business. */
export const callFact = (callId: string, event: Event, state: State): CallFact | undefined => {
  const fact = factOf(event);
  if (fact === undefined) return undefined;
  const [name, value] = fact;
  return { name, event: { callId, atMs: Math.round(event.at), call: callOf(callId, state), fact: value } };
};

type Fact = NonNullable<contract.CallEvent['fact']>;

const factOf = (event: Event): readonly [string, Fact] | undefined => {
  switch (event.type) {
    case 'LegRinging':
      return ['leg-ringing', { $case: 'legRinging', value: { legId: event.legId } }];
    case 'LegEarlyMedia':
      return ['leg-early-media', { $case: 'legEarlyMedia', value: { legId: event.legId } }];
    case 'LegAnswered':
      return ['leg-answered', { $case: 'legAnswered', value: { legId: event.legId } }];
    case 'LegFailed': {
      const { legId, sipStatus, reason, kind } = event;
      return [
        'leg-failed',
        { $case: 'legFailed', value: { legId, sipStatus, reason, kind: failureKinds[kind] } },
      ];
    }
    case 'LegEnded':
      return [
        'leg-ended',
        {
          $case: 'legEnded',
          value: { legId: event.legId, endedBy: endedBy[event.endedBy], q850Cause: event.q850Cause },
        },
      ];
    case 'ReferReceived': {
      const { legId, cseq, referTo, replaced } = event.referral;
      return [
        'refer-received',
        {
          $case: 'referReceived',
          value: { legId, referralId: `${cseq}`, referTo, replaces: replaced },
        },
      ];
    }
    case 'LegReplaced':
      return [
        'leg-replaced',
        { $case: 'legReplaced', value: { legId: event.legId, byLegId: event.leg.legId } },
      ];
    case 'CallMerged':
      return ['call-merged', { $case: 'callMerged', value: { intoCallId: event.into } }];
    case 'LegsJoined': {
      const legIds = event.legs.map(({ legId }) => legId);
      return ['legs-joined', { $case: 'legsJoined', value: { fromCallId: event.from, legIds } }];
    }
    case 'CallEnded':
      return ['call-ended', { $case: 'callEnded', value: {} }];
    default:
      return undefined;
  }
};
