/**
 * A call that call-control starts for a program: it rings an account's phone, and when that is answered calls a number for it.
 * Until both talk call-control arranges what they hear (ADR 0006); from then on the call is like any other.
 *
 * The two legs are partners from the dialling of the second on, so that the end of one is the end of the other.
 */
import type { Anchored, AnsweredLeg, CallingLeg, Leg, State } from './call.ts';
import { answeredLeg, legNamed } from './call.ts';
import { endLeg, onHangUpRequested } from './ending.ts';
import type { FailureKind } from './failures.ts';
import { soundOf } from './holding.ts';
import type { Decision, Event, Input } from './messages.ts';
import { nothing } from './messages.ts';
import { dial } from './originating.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

/** Milliseconds that dialling and cancelling may take besides the ringing (RFC 3261 §9.1, §17.1). */
const DIALLING_MARGIN_MS = 70_000;
/** Milliseconds that a message may take of which nothing is heard. */
const LONGEST_MESSAGE_MS = 20_000;

export const onStartRequested = (input: Of<'StartRequested'>, state: State): Decision => {
  if (state.status !== 'Absent') return nothing; // the same request again
  const { callId, node, requestId, caller, callee, language, domain, at } = input;
  const leg: CallingLeg = {
    status: 'Calling',
    legId: 'caller',
    party: caller.party,
    account: '',
    trunk: '',
    forwardedFor: '',
    number: caller.number,
    displayName: caller.displayName,
    partner: '',
    attempt: caller.attempt,
    dialledAt: at,
  };
  return {
    events: [
      {
        type: 'CallStarted',
        callId,
        node,
        leg,
        starting: { status: 'CallerRings', callee, language, domain },
        at,
      },
    ],
    commands: [
      { type: 'RememberStart', requestId },
      { type: 'SendInvite', callId, legId: 'caller', attempt: caller.attempt, sdp: caller.sdp },
    ],
  };
};

/** What follows from what has happened to the two legs. */
export const startAfter = (events: readonly Event[], state: State): Decision => {
  const decisions = events.map((event) => {
    if (state.status !== 'Anchored' || state.starting === undefined) return nothing;
    switch (event.type) {
      case 'LegAnswered':
        return event.legId === 'caller' ? callCallee(state, event.at) : connect(state, event.legId, event.at);
      case 'LegEarlyMedia':
        return listen(state, event.legId);
      case 'LegFailed':
        return event.legId === 'callee' ? explain(state, event.kind, event.at) : nothing;
      default:
        return nothing;
    }
  });
  return {
    events: decisions.flatMap((decision) => decision.events),
    commands: decisions.flatMap((decision) => decision.commands),
  };
};

const callCallee = ({ starting, legs }: Anchored, at: number): Decision => {
  const { caller } = legs;
  if (starting?.status !== 'CallerRings' || caller === undefined) return nothing;
  const { callee } = starting;
  return {
    events: [{ type: 'StartAdvanced', starting: { ...starting, status: 'CalleeRings' }, at }],
    commands: [
      { type: 'PlayRingback', party: caller.party },
      { type: 'OfferToCallee', party: callee.party },
      {
        type: 'Wake',
        name: 'StartOverdue',
        legId: 'caller',
        at: at + callee.attempt.ringTimeoutMs + DIALLING_MARGIN_MS,
      },
    ],
  };
};

export const onCalleeOffered = ({ sdp, at }: Of<'CalleeOffered'>, state: State): Decision => {
  const call = calling(state);
  if (call === undefined) return nothing;
  const { callee, caller } = call;
  if (caller === undefined) {
    return { events: [], commands: [{ type: 'RemoveParty', party: callee.party, last: false }] };
  }
  const dialled = dial(call.state, { legId: 'callee', ...callee, sdp, at });
  if (dialled.events.length === 0) return nothing;
  return {
    events: [...dialled.events, { type: 'LegBridged', legId: 'caller', partner: 'callee', at }],
    commands: dialled.commands,
  };
};

/** The call whose callee is to be dialled, or is being dialled. */
const calling = (state: State) =>
  state.status === 'Anchored' && state.starting?.status === 'CalleeRings'
    ? { ...state.starting, state, caller: answeredLeg(state, 'caller') }
    : undefined;

export const onCalleeNotOffered = ({ at }: Of<'CalleeNotOffered'>, state: State): Decision =>
  state.status === 'Anchored' ? explain(state, 'error', at) : nothing;

const listen = (state: Anchored, legId: string): Decision => {
  const caller = calling(state)?.caller;
  const callee = legNamed(state, legId);
  if (legId !== 'callee' || caller === undefined || callee === undefined) return nothing;
  return { events: [], commands: [{ type: 'Listen', party: caller.party, other: callee.party }] };
};

/** From here on the call is like any other. */
const connect = (state: Anchored, legId: string, at: number): Decision => {
  const caller = calling(state)?.caller;
  const callee = answeredLeg(state, legId);
  if (legId !== 'callee' || caller === undefined || callee === undefined) return nothing;
  return {
    events: [{ type: 'StartAdvanced', starting: undefined, at }],
    commands: [soundOf(caller, callee)],
  };
};

/** The caller hears why, and is hung up. One whose call a program has ended need not be told. */
const explain = (state: Anchored, kind: FailureKind, at: number): Decision => {
  const call = calling(state);
  if (call?.caller === undefined) return nothing;
  if (kind === 'cancelled') {
    return endLeg(state, 'caller', { endedBy: 'network', q850Cause: 16, at, bye: true });
  }
  const { callee, language, domain } = call;
  const { party } = call.caller;
  return {
    events: [{ type: 'StartAdvanced', starting: { status: 'Explaining', q850Cause: causes[kind] }, at }],
    commands: [
      { type: 'PlayMessage', party, insteadOf: callee.party, name: messages[kind], language, domain },
      { type: 'Wake', name: 'ExplanationOver', legId: 'caller', at: at + LONGEST_MESSAGE_MS },
    ],
  };
};

type Explained = Exclude<FailureKind, 'cancelled'>;

/** Names of the catalogue. */
const messages: Readonly<Record<Explained, string>> = {
  busy: 'target-busy',
  'no-answer': 'target-no-answer',
  rejected: 'target-rejected',
  unavailable: 'target-unavailable',
  'unknown-number': 'unknown-number',
  'not-allowed': 'not-allowed',
  error: 'apology',
};

/** ITU-T Q.850. */
const causes: Readonly<Record<Explained, number>> = {
  busy: 17,
  'no-answer': 19,
  rejected: 21,
  unavailable: 20,
  'unknown-number': 1,
  'not-allowed': 50,
  error: 31,
};

export const onMessagePlaying = ({ durationMs, at }: Of<'MessagePlaying'>, state: State): Decision =>
  state.status === 'Anchored' && state.starting?.status === 'Explaining'
    ? {
        events: [],
        commands: [{ type: 'Wake', name: 'ExplanationOver', legId: 'caller', at: at + durationMs }],
      }
    : nothing;

export const onExplanationOver = ({ at }: Of<'ExplanationOver'>, state: State): Decision =>
  state.status === 'Anchored' && state.starting?.status === 'Explaining'
    ? endLeg(state, 'caller', { endedBy: 'network', q850Cause: state.starting.q850Cause, at, bye: true })
    : nothing;

/** Whatever has gone wrong: nobody listens to ringback for ever. */
export const onStartOverdue = ({ at }: Of<'StartOverdue'>, state: State): Decision =>
  calling(state) === undefined
    ? nothing
    : onHangUpRequested({ type: 'HangUpRequested', legId: 'caller', q850Cause: 102, at }, state);
