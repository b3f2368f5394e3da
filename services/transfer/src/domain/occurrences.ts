import type { Leg, Party } from './call.ts';
import type { Decision, Failure, FailureCause, Input, Target } from './messages.ts';
import { deadlineOf, dialledLegIdOf, type Transfer } from './state.ts';

/**
 * What an input means to a transfer: who did it, by role instead of by leg. A phase says for each of them what
 * follows. In Recalling the one who is called is the transferor, in Rerouting whoever is rung now; they are the target of the
 * ringing all the same.
 */
export type Occurrence = { at: number } & (
  | { type: 'DigitPressed'; digit: string }
  | { type: 'NumberTerminated' }
  | { type: 'ReturnPressed' }
  | { type: 'ConferencePressed' }
  | { type: 'DeadlinePassed' }
  | { type: 'TransferorHungUp' }
  | { type: 'TransfereeHungUp' }
  | { type: 'TargetRang' }
  | { type: 'TargetSentEarlyMedia'; party: Party }
  | { type: 'TargetAnswered'; party: Party }
  /** Never answered, or answered and over. */
  | ({ type: 'TargetFailed' } & Failure)
  | { type: 'NumberResolved'; target: Target }
  | { type: 'NumberRefused'; cause: Extract<FailureCause, 'unknown-number' | 'not-allowed' | 'error'> }
  | { type: 'CallsMerged'; transferor: Leg | null; target: Leg | null }
  | { type: 'MergeFailed' }
  | { type: 'AudioStarted'; audio: string; durationMs: number }
);

type Named<T extends Occurrence['type']> = Extract<Occurrence, { type: T }>;

/** Hang-ups are legal in every state: every phase says what they mean. */
type HangUp = 'TransferorHungUp' | 'TransfereeHungUp';

type Reactions<S extends Transfer> = {
  readonly [T in Occurrence['type']]: (occurrence: Named<T>, state: S) => Decision;
};

/** One state of a transfer: what follows from each occurrence. One that it does not name changes nothing: it is late, a duplicate, or of no meaning there. */
export type Phase<S extends Transfer> = Pick<Reactions<S>, HangUp> & Partial<Reactions<S>>;

/** The inputs that mean something only by who they are about. */
export type Meaningful = Extract<
  Input,
  {
    type:
      | 'LegRinging'
      | 'LegEarlyMedia'
      | 'LegAnswered'
      | 'LegFailed'
      | 'LegEnded'
      | 'TimerDue'
      | 'NumberResolved'
      | 'NumberRefused'
      | 'CallsMerged'
      | 'AudioStarted'
      | 'CommandFailed';
  }
>;

/** A fact or a result as it concerns this transfer; null where it is late, a duplicate or somebody else's. */
export const meaningOf = (input: Meaningful, transfer: Transfer): Occurrence | null => {
  const { at } = input;
  const ofTarget = 'legId' in input && input.legId === dialledLegIdOf(transfer);
  switch (input.type) {
    case 'LegRinging':
      return ofTarget ? { type: 'TargetRang', at } : null;
    case 'LegEarlyMedia':
      return ofTarget ? { type: 'TargetSentEarlyMedia', at, party: input.party } : null;
    case 'LegAnswered':
      return ofTarget ? { type: 'TargetAnswered', at, party: input.party } : null;
    case 'LegFailed':
      return ofTarget
        ? { type: 'TargetFailed', at, cause: input.cause, sipStatus: input.sipStatus }
        : legOver(input.legId, at, transfer);
    case 'LegEnded':
      return ofTarget
        ? { type: 'TargetFailed', at, cause: 'error', sipStatus: 0 }
        : legOver(input.legId, at, transfer);
    case 'TimerDue':
      return input.dueAt === deadlineOf(transfer) ? { type: 'DeadlinePassed', at } : null;
    case 'NumberResolved':
      return isAsked(input.dialled, transfer) ? { type: 'NumberResolved', at, target: input.target } : null;
    case 'NumberRefused':
      return isAsked(input.dialled, transfer) ? { type: 'NumberRefused', at, cause: input.cause } : null;
    case 'CallsMerged':
      return isMerging(input.otherCallId, transfer) ? input : null;
    case 'AudioStarted':
      return input;
    case 'CommandFailed':
      return failureOf(input, transfer);
  }
};

const legOver = (legId: string, at: number, { transferor, transferee }: Transfer): Occurrence | null => {
  if (legId === transferor.legId) return { type: 'TransferorHungUp', at };
  if (legId === transferee.legId) return { type: 'TransfereeHungUp', at };
  return null;
};

const isAsked = (dialled: string, transfer: Transfer): boolean =>
  (transfer.status === 'ResolvingNumber' && transfer.asked === dialled) ||
  (transfer.status === 'ResolvingRoute' && transfer.dialled === dialled);

const isMerging = (otherCallId: string, transfer: Transfer): boolean =>
  transfer.status === 'MergingCalls' && transfer.otherCallId === otherCallId;

// Only these failures change what follows. The others are of legs and parties that have just gone, and the fact that
// says so is on its way.
const failureOf = (
  { command, at }: Extract<Input, { type: 'CommandFailed' }>,
  transfer: Transfer,
): Occurrence | null => {
  switch (command.type) {
    case 'ResolveNumber':
      return isAsked(command.dialled, transfer) ? { type: 'NumberRefused', at, cause: 'error' } : null;
    case 'Originate':
      return isRinging(transfer) && command.legId === dialledLegIdOf(transfer)
        ? { type: 'TargetFailed', at, cause: 'error', sipStatus: 0 }
        : null;
    case 'MergeCalls':
      return isMerging(command.replaces.callId, transfer) ? { type: 'MergeFailed', at } : null;
    default:
      return null;
  }
};

const isRinging = ({ status }: Transfer): boolean => status !== 'Consulting' && status !== 'Conferring';
