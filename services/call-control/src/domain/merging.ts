/** Bringing the legs of one call into another: the consultation call of an attended transfer by REFER. */
import type { Anchored, AnsweredLeg, Merged, State } from './call.ts';
import { isKnown, legsOf } from './call.ts';
import { callIdsOf, endAlone } from './ending.ts';
import { wakeForErrand } from './errands.ts';
import type { Command, Decision, Input, LegsJoined } from './messages.ts';
import { nothing } from './messages.ts';
import { wakeForReferrals } from './referring.ts';
import { wakeForSession } from './renegotiating.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

/** Milliseconds in which legs that are expected come; whoever has announced them is dead otherwise. */
const EXPECTED_MS = 10_000;

export const onMergeExpected = ({ other, at }: Of<'MergeExpected'>, state: State): Decision =>
  state.status === 'Anchored'
    ? { events: [{ type: 'MergeExpected', other, until: at + EXPECTED_MS, at }], commands: [] }
    : nothing;

export const onMergeAbandoned = ({ other, at }: Of<'MergeAbandoned'>, state: State): Decision =>
  state.status === 'Anchored' ? { events: [{ type: 'MergeAbandoned', other, at }], commands: [] } : nothing;

/** The legs leave; the other call gets them by a stored command, whatever dies in between. */
export const onMergeRequested = ({ into, at }: Of<'MergeRequested'>, state: State): Decision => {
  if (state.status !== 'Anchored' || isGoingToStay(state, into, at)) return nothing;
  const pair = pairOf(state);
  if (pair === undefined) return nothing;
  const legs = pair.map((leg) => renamed(leg, state.callId));
  return {
    events: [{ type: 'CallMerged', into, legs, at }],
    commands: [
      { type: 'HandOn', into, input: joining({ ...state, legs }, at), once: joiningId(state.callId) },
    ],
  };
};

/** The legs of a call as they come into the other one. */
export const joining = (
  { callId: from, node, nodes, legs }: Pick<Merged, 'callId' | 'node' | 'nodes' | 'legs'>,
  at: number,
): LegsJoined => ({ type: 'LegsJoined', from, node, ...(nodes && { nodes }), legs, at });

/** The id of the input by which the legs of a call come in, however often it is sent. */
export const joiningId = (from: string): string => `join:${from}`;

/** Two answered legs that belong together, and nobody else. */
const pairOf = (call: Anchored): readonly AnsweredLeg[] | undefined => {
  const legs = legsOf(call);
  const answered = legs.filter((leg) => leg.status === 'Answered');
  const [one, other] = answered;
  return legs.length === 2 && one?.partner === other?.legId && other?.partner === one?.legId
    ? answered
    : undefined;
};

/**
 * Legs are on their way into this call, so that it must not go away itself. Of two calls that are to go into each other the one with
 * the lower callId goes.
 */
const isGoingToStay = ({ callId, expected = [] }: Anchored, into: string, now: number): boolean =>
  expected.some((other) => other.until > now && !(other.callId === into && callId < into));

const renamed = (leg: AnsweredLeg, from: string): AnsweredLeg => ({
  ...leg,
  legId: nameIn(from, leg.legId),
  partner: nameIn(from, leg.partner),
});

/** A leg's name in the call that its own went into. */
const nameIn = (from: string, legId: string): string => (legId === '' ? '' : `${from}-${legId}`);

export const onLegsJoined = (joined: LegsJoined, state: State): Decision => {
  const { legs, at } = joined;
  // The call that they come into has ended meanwhile: they have nobody to talk to.
  if (state.status !== 'Anchored')
    return { events: [], commands: legs.flatMap((leg) => endAlone(leg, true)) };
  if (legs.some(({ legId }) => isKnown(state, legId))) return nothing; // the same again
  const callIds = new Set(legs.flatMap(callIdsOf));
  return {
    events: [joined],
    commands: [
      ...[...callIds].map((sipCallId): Command => ({ type: 'PointDialog', sipCallId, callId: state.callId })),
      ...legs.flatMap((leg) => wakesOf(leg, at)),
    ],
  };
};

/** Its timers have the name of the old call. */
const wakesOf = ({ legId, session, referrals, errand }: AnsweredLeg, at: number): readonly Command[] => [
  ...(session?.refresher === 'us'
    ? // The last refresh may be half an interval old; this one is in time for the party in any case (RFC 4028 §10).
      [{ type: 'Wake', name: 'SessionDue', legId, at: at + session.intervalMs / 8 } as const]
    : wakeForSession(legId, session, at)),
  ...(referrals?.[0] === undefined ? [] : [wakeForReferrals(legId, referrals[0].expiresAt)]),
  ...(errand?.waits === undefined ? [] : [wakeForErrand(legId, at)]),
];

/**
 * What still comes for a call that has gone into another. Its long timers have been set again there, the short ones are handed on; new legs
 * are no more dialled here.
 */
export const handOn = (input: Input, { callId, into }: Merged): Decision => {
  switch (input.type) {
    case 'RequestReceived':
    case 'ResponseReceived':
    case 'PlainCallEnded':
      return { events: [], commands: [{ type: 'HandOn', into, input }] };
    case 'LegsJoined': {
      const legs = input.legs.map((leg) => renamed(leg, callId));
      return {
        events: [],
        commands: [{ type: 'HandOn', into, input: { ...input, legs }, once: joiningId(input.from) }],
      };
    }
    case 'ReleaseRequested':
    case 'HangUpRequested':
    case 'ReportRequested':
    case 'AckOverdue':
    case 'ErrandDue':
    case 'ShowPeerRequested':
    case 'OfferCreated':
    case 'OfferAnswered':
    case 'OfferRefused':
    case 'LegLost':
    case 'HangUpFound':
      return {
        events: [],
        commands: [{ type: 'HandOn', into, input: { ...input, legId: nameIn(callId, input.legId) } }],
      };
    case 'BridgeRequested':
      return {
        events: [],
        commands: [
          {
            type: 'HandOn',
            into,
            input: { ...input, legId: nameIn(callId, input.legId), partner: nameIn(callId, input.partner) },
          },
        ],
      };
    case 'OriginateRequested':
      return { events: [], commands: [{ type: 'RemoveParty', party: input.party, last: false }] };
    default:
      return nothing;
  }
};
