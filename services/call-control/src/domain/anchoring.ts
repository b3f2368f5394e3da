/** Taking a plain call over from Kamailio: from now on each of its halves is a dialog with us. */
import type { Anchored, AnsweredLeg, State } from './call.ts';
import { legNamed, legsOf, sipCallIdOf } from './call.ts';
import { closing } from './ending.ts';
import type { Decision, Event, Input, PlainCall, PlainHalf } from './messages.ts';
import { nothing } from './messages.ts';
import { wakeForSession } from './renegotiating.ts';
import { sessionTimer } from './session-timer.ts';
import { userOf } from './user-of.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

export const onAnchorRequested = ({ call, release, at }: Of<'AnchorRequested'>, state: State): Decision => {
  if (state.status !== 'Absent')
    return onReleaseRequested({ type: 'ReleaseRequested', legId: release, at }, state);
  const caller = half(call, 'caller');
  const callee = half(call, 'callee');
  return {
    events: [
      {
        type: 'CallAnchored',
        callId: call.callId,
        node: call.node,
        dialled: call.dialled,
        legs: [caller, callee],
        at,
      },
      ...(release === '' ? [] : [{ type: 'LegBridged', legId: release, partner: '', at } as const]),
      ...(callee.held ? [takenBack(caller, at)] : []),
      ...(caller.held ? [takenBack(callee, at)] : []),
    ],
    commands: [
      {
        type: 'AnchorDialog',
        sipCallId: call.sipCallId,
        callId: call.callId,
        fromTag: call.caller.tag,
        toTag: call.callee.tag,
      },
      ...wakeForSession('caller', caller.session, at),
      ...wakeForSession('callee', callee.session, at),
    ],
  };
};

/**
 * From now on the network plays the hold music: a party that the other one has put on hold is to send and receive again, or whoever it is
 * connected to next would not hear it.
 */
const takenBack = ({ legId }: AnsweredLeg, at: number): Event => ({
  type: 'ErrandGiven',
  legId,
  errand: { resumes: true },
  at,
});

/** A plain call as it would be if it were anchored. */
export const asAnchored = (call: PlainCall): Anchored => ({
  status: 'Anchored',
  callId: call.callId,
  node: call.node,
  dialled: call.dialled,
  legs: { caller: half(call, 'caller'), callee: half(call, 'callee') },
  closed: [],
});

/** From now on the network decides what happens when the leg ends, or its partner. */
export const onReleaseRequested = ({ legId, at }: Of<'ReleaseRequested'>, state: State): Decision => {
  const leg = legNamed(state, legId);
  return leg === undefined || leg.partner === ''
    ? nothing
    : { events: [{ type: 'LegBridged', legId, partner: '', at }], commands: [] };
};

/**
 * The leg towards one half. We step into the other half's shoes: its tag, its URI and its CSeq numbers go on as ours,
 * so that the phone sees one and the same dialog (RFC 3261 §12.2.1.1).
 */
const half = (call: PlainCall, side: 'caller' | 'callee'): AnsweredLeg => {
  const [them, us]: [PlainHalf, PlainHalf] =
    side === 'caller' ? [call.caller, call.callee] : [call.callee, call.caller];
  // The caller sees a refresh by "uac" as its own duty; towards the callee it was the caller's, so now it is ours.
  const session = sessionTimer(call.sessionExpires, side === 'caller' ? 'uas' : 'uac');
  return {
    status: 'Answered',
    legId: side,
    party: { mediaCall: call.sipCallId, tag: them.tag },
    account: them.account,
    trunk: them.trunk,
    forwardedFor: them.forwardedFor,
    number: userOf(them.uri),
    displayName: them.name,
    partner: side === 'caller' ? 'callee' : 'caller',
    dialog: {
      sipCallId: call.sipCallId,
      localTag: us.tag,
      remoteTag: them.tag,
      localUri: us.uri,
      remoteUri: them.uri,
      remoteTarget: them.contact,
      routeSet: them.routeSet,
      localCseq: us.cseq,
    },
    ...(session === undefined ? {} : { session }),
    allowsUpdate: them.allowsUpdate,
    held: them.isHolding,
  };
};

/** Kamailio passed a BYE through just before it learnt of the anchoring: both halves are gone, nobody needs a BYE of ours. */
export const onPlainCallEnded = ({ sipCallId, at }: Of<'PlainCallEnded'>, state: State): Decision => {
  if (state.status !== 'Anchored') return nothing;
  const gone = legsOf(state).filter((leg) => sipCallIdOf(leg) === sipCallId);
  return closing(state, {
    events: gone.map(({ legId }) => ({ type: 'LegEnded', legId, endedBy: 'party', q850Cause: 16, at })),
    commands: [],
  });
};
