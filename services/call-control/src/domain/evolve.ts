/** How a call changes with what has happened to it. Nothing is decided here. */
import type { Anchored, AnsweredLeg, Leg, Referral, Starting, State } from './call.ts';
import { legNamed, legsOf, nodeAt } from './call.ts';
import { callIdsOf } from './ending.ts';
import type { Event, LegsJoined } from './messages.ts';

export const evolve = (state: State, event: Event): State => {
  if (event.type === 'CallAnchored') {
    const legs = Object.fromEntries(event.legs.map((leg) => [leg.legId, leg]));
    const { callId, node, dialled } = event;
    return { status: 'Anchored', callId, node, dialled, legs, closed: [] };
  }
  if (event.type === 'CallStarted') return started(event);
  if (state.status !== 'Anchored') return state;
  switch (event.type) {
    case 'StartAdvanced':
      return startAdvanced(state, event.starting);
    case 'LegDialled':
      return withLeg(state, event.leg);
    case 'CallEnded': {
      const { callId, dialled, isStarted } = state;
      return { status: 'Ended', callId, dialled, ...(isStarted && { isStarted }) };
    }
    case 'LegEnded':
    case 'LegFailed':
      return withoutLeg(state, event.legId);
    case 'LegReplaced': {
      const { legId, leg, node } = event;
      const joined = withLeg(atNodes(state, [[leg.dialog.sipCallId, node]]), leg);
      const partner = legNamed(state, legId)?.partner ?? '';
      return { ...joined, legs: bridged(joined.legs, leg.legId, partner) };
    }
    case 'MergeExpected':
      return withExpected(state, event);
    case 'MergeAbandoned':
      return withoutExpected(state, event.other);
    case 'CallMerged': {
      const { callId, node, nodes } = state;
      return { status: 'Merged', callId, node, ...(nodes && { nodes }), into: event.into, legs: event.legs };
    }
    case 'LegsJoined':
      return legsJoined(withoutExpected(state, event.from), event);
    case 'LegBridged':
      return { ...state, legs: bridged(state.legs, event.legId, event.partner) };
    case 'ReferReceived': {
      const leg = legNamed(state, event.referral.legId);
      return leg?.status === 'Answered' ? withLeg(state, referReceived(leg, event)) : state;
    }
    default: {
      const leg = legNamed(state, event.legId);
      return leg === undefined ? state : withLeg(state, evolveLeg(leg, event));
    }
  }
};

const started = ({ callId, node, leg, starting }: Extract<Event, { type: 'CallStarted' }>): Anchored => ({
  status: 'Anchored',
  callId,
  node,
  dialled: '',
  isStarted: true,
  starting,
  legs: { [leg.legId]: leg },
  closed: [],
});

const startAdvanced = ({ starting: _, ...call }: Anchored, starting: Starting | undefined): Anchored => ({
  ...call,
  ...(starting === undefined ? {} : { starting }),
});

type LegEvent = Exclude<
  Event,
  {
    type:
      | 'CallAnchored'
      | 'CallStarted'
      | 'StartAdvanced'
      | 'LegDialled'
      | 'CallEnded'
      | 'LegEnded'
      | 'LegFailed'
      | 'LegBridged'
      | 'ReferReceived'
      | 'LegReplaced'
      | 'MergeExpected'
      | 'MergeAbandoned'
      | 'CallMerged'
      | 'LegsJoined';
  }
>;

const evolveLeg = (leg: Leg, event: LegEvent): Leg => {
  switch (event.type) {
    case 'LegRinging':
      return leg.status === 'Calling' ? { ...leg, status: 'Ringing' } : leg;
    case 'LegEarlyMedia':
      return leg;
    case 'LegCancelled':
      return leg.status === 'Calling' || leg.status === 'Ringing' ? { ...leg, status: 'Cancelling' } : leg;
    case 'LegHungUpEarly':
      return leg.status === 'Calling' || leg.status === 'Ringing' ? { ...leg, hungUp: event.remoteTag } : leg;
    case 'LegAnswered': {
      if (leg.status === 'Answered') return leg;
      const { attempt: _, dialledAt: __, hungUp: ___, ...base } = { hungUp: '', ...leg };
      const { type: ____, at: _____, ...answered } = event;
      return { ...base, ...answered, status: 'Answered', held: false };
    }
    case 'ExchangeBegun':
      return leg.status === 'Answered' ? exchangeBegun(leg, event) : leg;
    case 'ExchangeOver':
      return leg.status === 'Answered' ? exchangeOver(leg, event.held) : leg;
    case 'ErrandGiven':
      return leg.status === 'Answered' ? { ...leg, errand: event.errand } : leg;
    case 'SessionAgreed':
      return leg.status === 'Answered' ? { ...leg, session: event.session } : leg;
    case 'TargetRefreshed':
      return leg.status === 'Answered'
        ? { ...leg, dialog: { ...leg.dialog, remoteTarget: event.remoteTarget } }
        : leg;
    case 'LegAcknowledged':
      return leg.status === 'Answered' ? acknowledged(leg) : leg;
    case 'NotifySent':
      return leg.status === 'Answered' ? notifySent(leg, event) : leg;
    case 'LegAbandoned':
      return leg.status === 'Answered' ? { ...leg, abandoned: event.abandoned } : leg;
    case 'SubscriptionOver':
      return leg.status === 'Answered' ? unsubscribed(leg, event.referralId) : leg;
    case 'ReferralOver':
      return leg.status === 'Answered'
        ? withReferrals(leg, (all) => all.filter(({ id }) => id !== event.referralId))
        : leg;
  }
};

const exchangeBegun = (
  { sent: _, errand, ...leg }: AnsweredLeg,
  { by, localCseq, at }: Extract<Event, { type: 'ExchangeBegun' }>,
): AnsweredLeg =>
  by === 'us'
    ? {
        ...leg,
        exchange: 'ours',
        exchangeCseq: localCseq,
        exchangeSince: at,
        ...(errand === undefined ? {} : { sent: errand }),
        dialog: { ...leg.dialog, localCseq },
      }
    : { ...leg, exchange: 'theirs', exchangeSince: at, ...(errand === undefined ? {} : { errand }) };

const exchangeOver = (
  { exchange: _, exchangeCseq: __, exchangeSince: ___, sent: ____, ...leg }: AnsweredLeg,
  held: boolean,
): AnsweredLeg => ({ ...leg, held });

const referReceived = (
  leg: AnsweredLeg,
  { referral: { cseq, isSubscribed }, expiresAt }: Extract<Event, { type: 'ReferReceived' }>,
): AnsweredLeg =>
  withReferrals({ ...leg, lastRefer: cseq }, (all) => [
    ...all,
    { id: `${cseq}`, expiresAt, isSubscribed, notifyCseq: 0 },
  ]);

const unsubscribed = (leg: AnsweredLeg, referralId: string): AnsweredLeg =>
  withReferrals(leg, (all) =>
    all.map((referral) => (referral.id === referralId ? { ...referral, isSubscribed: false } : referral)),
  );

const notifySent = (
  leg: AnsweredLeg,
  { referralId, localCseq }: Extract<Event, { type: 'NotifySent' }>,
): AnsweredLeg =>
  withReferrals({ ...leg, dialog: { ...leg.dialog, localCseq } }, (all) =>
    all.map((referral) => (referral.id === referralId ? { ...referral, notifyCseq: localCseq } : referral)),
  );

const withReferrals = (
  leg: AnsweredLeg,
  change: (referrals: readonly Referral[]) => readonly Referral[],
): AnsweredLeg => ({ ...leg, referrals: change(leg.referrals ?? []) });

const acknowledged = ({ awaitsAck: _, ...leg }: AnsweredLeg): AnsweredLeg => leg;

type Legs = Anchored['legs'];

const withLeg = (call: Anchored, leg: Leg): Anchored => ({
  ...call,
  legs: { ...call.legs, [leg.legId]: leg },
});

const withoutLeg = (call: Anchored, legId: string): Anchored => {
  const { [legId]: gone, ...legs } = call.legs;
  return gone === undefined
    ? call
    : { ...call, legs: withoutPartner(legs, [legId]), closed: [...call.closed, legId] };
};

const withExpected = (
  call: Anchored,
  { other, until }: Extract<Event, { type: 'MergeExpected' }>,
): Anchored => ({
  ...call,
  expected: [...(withoutExpected(call, other).expected ?? []), { callId: other, until }],
});

const withoutExpected = ({ expected = [], ...call }: Anchored, other: string): Anchored => {
  const left = expected.filter(({ callId }) => callId !== other);
  return left.length === 0 ? call : { ...call, expected: left };
};

const legsJoined = (call: Anchored, joined: LegsJoined): Anchored => {
  const all = [...legsOf(call), ...joined.legs];
  const places = joined.legs
    .flatMap(callIdsOf)
    .map((sipCallId) => [sipCallId, nodeAt(joined, sipCallId)] as const);
  return {
    ...atNodes(call, places),
    legs: Object.fromEntries(all.map((leg) => [leg.legId, leg])),
    mediaCalls: [...new Set([...(call.mediaCalls ?? []), ...all.map(({ party }) => party.mediaCall)])],
  };
};

/** Which nodes have these SIP Call-IDs, where it is not the call's own. */
const atNodes = (call: Anchored, all: readonly (readonly [sipCallId: string, node: string])[]): Anchored => {
  const elsewhere = all.filter(([, node]) => node !== call.node);
  return elsewhere.length === 0
    ? call
    : { ...call, nodes: { ...Object.fromEntries(elsewhere), ...call.nodes } };
};

/** Make two legs partners; whoever was their partner before is free. An empty partner frees `legId`. */
const bridged = (legs: Legs, legId: string, partner: string): Legs =>
  Object.fromEntries(
    Object.entries(withoutPartner(legs, [legId, partner])).map(([id, leg]) => {
      if (id === legId) return [id, { ...leg, partner }];
      return id === partner ? [id, { ...leg, partner: legId }] : [id, leg];
    }),
  );

/** Nobody belongs with these legs any more. */
const withoutPartner = (legs: Legs, gone: readonly string[]): Legs =>
  Object.fromEntries(
    Object.entries(legs).map(([id, leg]) => [
      id,
      leg.partner !== '' && gone.includes(leg.partner) ? { ...leg, partner: '' } : leg,
    ]),
  );
