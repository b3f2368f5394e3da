import { failed } from './ending.ts';
import { arrange, holdMusic, promptTo, silence } from './hearing.ts';
import { reunite } from './joining.ts';
import { isParted } from './letting-go.ts';
import { limits } from './limits.ts';
import { all, type Command, type Decision, type Input, nothing } from './messages.ts';
import { type Pair, pairOf } from './pair.ts';
import { reportFailure } from './referral.ts';
import type { Initiator, State, TransferKind } from './state.ts';
import { wakeAt } from './timing.ts';

/**
 * A start code was accepted. The transferee hears music at once, while the call is being anchored; from then on neither
 * party's hang-up takes the other one along.
 */
export const startByCode = (kind: TransferKind, pair: Pair, at: number): Decision => {
  const deadlineAt = at + pair.transferor.account.profile.firstDigitMs;
  return {
    events: [started(kind, pair, { by: 'code' }, at, deadlineAt)],
    commands: [arrange(holdMusic(pair), promptTo(pair, 'transfer')), anchor(pair), wakeAt(deadlineAt)],
  };
};

/** A program wants the transferor to be connected with somebody: as if he had keyed the number already. */
export const startByRequest = ({
  kind,
  dialled,
  pair,
  at,
}: Extract<Input, { type: 'StartRequested' }>): Decision =>
  startWithNumber(kind, dialled, pair, { by: 'api' }, at);

type ReferReceived = Extract<Input, { type: 'ReferReceived' }>;

/**
 * The transferor's phone asks for a transfer (RFC 3515 §2.4).
 *
 * @see RFC 5589 §6 and §7: blind, and attended with Replaces.
 */
export const startByRefer = (input: ReferReceived, state: State): Decision => {
  const { legId, referralId, referTo, replaces, call, account, at } = input;
  if (account === null) return refuse(input, 403);
  if (state.status !== 'Idle') return isUnderWay(input, state) ? nothing : refuse(input, 491);
  const pair = pairOf(call, legId, account);
  if (!pair || isParted(pair, state)) return refuse(input, 481);
  const initiator: Initiator = { by: 'refer', legId, referralId };
  return replaces === null
    ? startWithNumber('blind', referTo, pair, initiator, at)
    : startWithCall(replaces, pair, initiator, at);
};

const isUnderWay = (
  { legId, referralId }: ReferReceived,
  { initiator }: Exclude<State, { status: 'Idle' }>,
): boolean => initiator.by === 'refer' && initiator.legId === legId && initiator.referralId === referralId;

const refuse = ({ legId, referralId }: ReferReceived, sipStatus: number): Decision => ({
  events: [],
  commands: [{ type: 'ReportReferral', legId, referralId, sipStatus }],
});

const startWithNumber = (
  kind: TransferKind,
  asked: string,
  pair: Pair,
  initiator: Initiator,
  at: number,
): Decision => {
  const deadlineAt = at + limits.resolvingMs;
  return {
    events: [
      started(kind, pair, initiator, at, deadlineAt),
      { type: 'NumberEntered', asked, deadlineAt, at },
    ],
    commands: [
      ...park(pair),
      { type: 'ResolveNumber', account: pair.transferor.account.account, dialled: asked },
      wakeAt(deadlineAt),
    ],
  };
};

const startWithCall = (
  replaces: NonNullable<ReferReceived['replaces']>,
  pair: Pair,
  initiator: Initiator,
  at: number,
): Decision => {
  const deadlineAt = at + limits.mergingMs;
  return {
    events: [
      started('attended', pair, initiator, at, deadlineAt),
      { type: 'MergeBegun', otherCallId: replaces.callId, deadlineAt, at },
    ],
    commands: [...park(pair), { type: 'MergeCalls', replaces }, wakeAt(deadlineAt)],
  };
};

const park = (pair: Pair): readonly Command[] => [
  arrange(holdMusic(pair), silence(pair.transferor)),
  anchor(pair),
];

const anchor = ({ transferor }: Pair): Command => ({ type: 'Anchor', releasedLegId: transferor.legId });

const started = (
  kind: TransferKind,
  { transferor, transferee, direction, dialled }: Pair,
  initiator: Initiator,
  at: number,
  deadlineAt: number,
): Decision['events'][number] => ({
  type: 'TransferStarted',
  kind,
  pair: { transferor, transferee, direction, dialled },
  initiator,
  deadlineAt,
  at,
});

/** The call cannot be taken over: it stays as it was. */
export const onAnchoringFailed = (state: State, at: number): Decision => {
  switch (state.status) {
    case 'CollectingNumber':
    case 'ResolvingNumber':
    case 'MergingCalls':
      return all(
        reportFailure(state, { cause: 'error', sipStatus: 0 }),
        failed('error', at),
        reunite(state, at, 'error', 'error'),
      );
    default:
      return nothing;
  }
};
