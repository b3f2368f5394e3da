/** How a leg ends, and what goes with it. */
import type {
  Anchored,
  AnsweredLeg,
  CallingLeg,
  CancellingLeg,
  Dialog,
  Leg,
  OffNetPlace,
  State,
} from './call.ts';
import { legNamed, legOfRequest, legsOf, partnerOf, sipCallIdOf } from './call.ts';
import { type FailureKind, failureKind } from './failures.ts';
import type { Command, Decision, EndedBy, Input } from './messages.ts';
import { nothing } from './messages.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

/** Milliseconds that a cancelled INVITE may take to its final response (64 × T1, RFC 3261 §9.1). */
const CANCEL_PATIENCE_MS = 32_000;

/**
 * Milliseconds until an INVITE that nobody has answered yet is cancelled (RFC 3261 §9.1): a CANCEL that finds Kamailio still routing its
 * INVITE cancels nothing, and cannot be sent again.
 */
const CANCEL_DELAY_MS = 1_000;

interface Ending {
  readonly endedBy: EndedBy;
  /** ITU-T Q.850 cause for the Reason header (RFC 3326). */
  readonly q850Cause: number;
  readonly at: number;
  /** False where the party knows already. */
  readonly bye: boolean;
}

/** End an answered leg, and its partner with it. */
export const endLeg = (call: Anchored, legId: string, ending: Ending): Decision => {
  const leg = legNamed(call, legId);
  if (leg?.status !== 'Answered') return nothing;
  const partner = partnerOf(call, leg);
  // Some phones hang up on the 202 to their REFER: the other party is to be transferred, not hung up.
  const abandoned =
    ending.endedBy === 'party' && partner?.status === 'Answered' && partner.partner === legId
      ? (leg.referrals ?? []).map(({ id }) => id)
      : [];
  const partnerEnds =
    partner?.partner === legId && abandoned.length === 0
      ? hangUpCommands(partner, { ...ending, endedBy: 'network', bye: true })
      : nothing;
  return closing(call, {
    events: [
      ...(abandoned.length === 0
        ? []
        : [
            {
              type: 'LegAbandoned',
              legId: leg.partner,
              abandoned: { by: legId, referralIds: abandoned },
              at: ending.at,
            } as const,
          ]),
      { type: 'LegEnded', legId, endedBy: ending.endedBy, q850Cause: ending.q850Cause, at: ending.at },
      ...partnerEnds.events,
    ],
    commands: [
      ...(ending.bye ? [sendBye(leg.dialog, ending.q850Cause)] : []),
      { type: 'RemoveParty', party: leg.party, last: false },
      ...partnerEnds.commands,
    ],
  });
};

/** The next request of ours in the dialog is its last one (RFC 3261 §15). */
export const sendBye = (dialog: Dialog, q850Cause: number): Command => ({
  type: 'SendBye',
  dialog,
  cseq: dialog.localCseq + 1,
  q850Cause,
});

/** What it takes to end one leg from our side, in whatever state it is. */
const hangUpCommands = (leg: Leg, { q850Cause, at }: Ending): Decision => {
  switch (leg.status) {
    case 'Calling':
    case 'Ringing':
      return {
        events: [{ type: 'LegCancelled', legId: leg.legId, at }],
        commands: [
          leg.status === 'Ringing'
            ? sendCancel(leg)
            : { type: 'Wake', name: 'CancelDue', legId: leg.legId, at: at + CANCEL_DELAY_MS },
          { type: 'Wake', name: 'CancelOverdue', legId: leg.legId, at: at + CANCEL_PATIENCE_MS },
        ],
      };
    case 'Cancelling':
      return nothing;
    case 'Answered':
      return {
        events: [{ type: 'LegEnded', legId: leg.legId, endedBy: 'network', q850Cause, at }],
        commands: [sendBye(leg.dialog, q850Cause), { type: 'RemoveParty', party: leg.party, last: false }],
      };
  }
};

/** The CSeq number of an INVITE that opens a dialog of ours. */
export const FIRST_CSEQ = 1;

/** Once more does no harm: Kamailio sends one CANCEL to a phone. */
export const sendCancel = ({ attempt: { sipCallId } }: CallingLeg | CancellingLeg): Command => ({
  type: 'SendCancel',
  sipCallId,
  cseq: FIRST_CSEQ,
});

/** A leg that was never answered is over. */
export const failLeg = (
  call: Anchored,
  { legId, party }: Leg,
  sipStatus: number,
  reason: string,
  at: number,
  kind: FailureKind = failureKind(sipStatus),
): Decision =>
  closing(call, {
    events: [{ type: 'LegFailed', legId, sipStatus, reason, kind, at }],
    commands: [{ type: 'RemoveParty', party, last: false }],
  });

export const onHangUpRequested = (
  { legId, q850Cause, at }: Of<'HangUpRequested'>,
  state: State,
): Decision => {
  if (state.status !== 'Anchored') return nothing;
  const leg = legNamed(state, legId);
  if (leg === undefined) return nothing;
  return leg.status === 'Answered'
    ? endLeg(state, legId, { endedBy: 'network', q850Cause, at, bye: true })
    : closing(state, hangUpCommands(leg, { endedBy: 'network', q850Cause, at, bye: true }));
};

/** The sweep found that the leg's phone has gone without a word, or that its session expired. */
export const onLegLost = ({ legId, at }: Of<'LegLost'>, state: State): Decision =>
  // Q.850 102, recovery on timer expiry.
  state.status === 'Anchored'
    ? endLeg(state, legId, { endedBy: 'network', q850Cause: 102, at, bye: true })
    : nothing;

export const onBye = ({ request, at }: Of<'RequestReceived'>, state: Anchored): Decision => {
  const leg = legOfRequest(state, request);
  if (leg === undefined) return nothing;
  // Only who has answered can hang up (RFC 3261 §15): tm has acknowledged the answer, which comes to us another way than the BYE.
  if (leg.status !== 'Answered')
    return {
      events: [{ type: 'LegHungUpEarly', legId: leg.legId, remoteTag: request.fromTag, at }],
      commands: [],
    };
  return endLeg(state, leg.legId, { endedBy: 'party', q850Cause: request.q850Cause, at, bye: false });
};

/** Kamailio has answered a BYE of the party, and the news of it was lost, or came before that of its answer. */
export const onHangUpFound = ({ legId, at }: Of<'HangUpFound'>, state: State): Decision =>
  state.status === 'Anchored'
    ? endLeg(state, legId, { endedBy: 'party', q850Cause: 16, at, bye: false })
    : nothing;

/** The INVITE has long been routed, though nobody rings. */
export const onCancelDue = ({ legId }: Of<'CancelDue'>, state: State): Decision => {
  const leg = legNamed(state, legId);
  return leg?.status === 'Cancelling' ? { events: [], commands: [sendCancel(leg)] } : nothing;
};

/** INVITE and CANCEL both went unanswered. */
export const onCancelOverdue = ({ legId, at }: Of<'CancelOverdue'>, state: State): Decision => {
  if (state.status !== 'Anchored') return nothing;
  const leg = legNamed(state, legId);
  return leg?.status === 'Cancelling' ? failLeg(state, leg, 487, 'Request Terminated', at) : nothing;
};

/**
 * The SIP Call-IDs by which Kamailio knows what belongs to a leg: its dialog's, and that of the call which rtpengine reports its
 * digits in.
 */
export const callIdsOf = (leg: Leg): readonly string[] => [sipCallIdOf(leg), leg.party.mediaCall];

/**
 * End a leg that no call has.
 *
 * @param isLast - Its media call goes with it, and the name of that; else both are others' too.
 */
export const endAlone = (leg: AnsweredLeg, isLast: boolean): readonly Command[] => {
  const { dialog, party, offNet } = leg;
  const callIds = isLast ? new Set(callIdsOf(leg)) : [dialog.sipCallId];
  return [
    sendBye(dialog, 16),
    { type: 'RemoveParty', party, last: isLast },
    ...[...callIds].map((sipCallId) => ({ type: 'ReleaseDialog', sipCallId }) as const),
    ...freed(offNet),
  ];
};

const freed = (place: OffNetPlace | undefined): readonly Command[] =>
  place === undefined ? [] : [{ type: 'FreeOffNetPlace', place }];

/** Add what goes with a leg, with the last user of a SIP Call-ID, and with the last leg of the call. */
export const closing = (call: Anchored, decision: Decision): Decision => {
  const over = new Set(
    decision.events.flatMap((event) =>
      event.type === 'LegEnded' || event.type === 'LegFailed' ? [event.legId] : [],
    ),
  );
  if (over.size === 0) return decision;
  const left = legsOf(call).filter((leg) => !over.has(leg.legId));
  const gone = legsOf(call).filter((leg) => over.has(leg.legId));
  const { mediaCalls = [] } = call;
  const isLast = left.length === 0;
  const used = new Set(isLast ? [] : [...left.flatMap(callIdsOf), ...mediaCalls]);
  const unused = new Set(
    [...gone.flatMap(callIdsOf), ...(isLast ? mediaCalls : [])].filter((sipCallId) => !used.has(sipCallId)),
  );
  const at = decision.events[0]?.at ?? 0;
  return {
    events: [...decision.events, ...(isLast ? [{ type: 'CallEnded', at } as const] : [])],
    commands: [
      ...(isLast ? withoutMediaCalls(decision.commands, mediaCalls) : decision.commands),
      ...[...unused].map((sipCallId) => ({ type: 'ReleaseDialog', sipCallId }) as const),
      ...gone.flatMap(({ offNet }) => freed(offNet)),
    ],
  };
};

/** Where all leave together, one command takes a whole media call. Of those that were merged each has a name of its own. */
const withoutMediaCalls = (
  commands: readonly Command[],
  mediaCalls: readonly string[],
): readonly Command[] => {
  const [first] = commands.filter((command) => command.type === 'RemoveParty');
  const others = commands.filter((command) => command.type !== 'RemoveParty');
  if (first === undefined) return others;
  const names = new Set([first.party.mediaCall, ...mediaCalls]);
  return [
    ...others,
    ...[...names].map((mediaCall) => ({ ...first, party: { ...first.party, mediaCall }, last: true })),
  ];
};
