import { returnsLikeStarting } from './keys.ts';
import { limits } from './limits.ts';
import type { Event, Outcome } from './messages.ts';
import { spentNothing, spentUntil } from './spent.ts';
import { type Idle, initialState, type State, type Transfer, toTransfereeOf } from './state.ts';

/** Fold one event into the state. It decides nothing: an event that does not fit leaves the state as it is. */
export const evolve = (state: State, event: Event): State => spending(state, next(state, event), event.at);

/** A state that ends has taken time. */
const spending = (before: State, after: State, at: number): State =>
  before.status === 'Idle' || after.status === 'Idle' || before.status === after.status
    ? after
    : { ...after, spent: spentUntil(before, at) };

const next = (state: State, event: Event): State => {
  const { givenUpLegIds } = state;
  switch (event.type) {
    case 'LegGivenUp':
      return givenUpLegIds.includes(event.legId)
        ? state
        : { ...state, givenUpLegIds: [...givenUpLegIds, event.legId] };
    case 'GivenUpLegGone':
      return { ...state, givenUpLegIds: givenUpLegIds.filter((legId) => legId !== event.legId) };
    case 'CallForgotten':
      return initialState;
    default:
      return state.status === 'Idle' ? whileIdle(state, event) : duringTransfer(state, event);
  }
};

type PhaseEvent = Exclude<Event, { type: 'LegGivenUp' | 'GivenUpLegGone' | 'CallForgotten' }>;

const whileIdle = (state: Idle, event: PhaseEvent): State => {
  switch (event.type) {
    case 'CodeBegun':
      return { ...state, begunCodes: [...codesWithout(state, event.code.pressed.legId), event.code] };
    case 'CodeDropped':
      return { ...state, begunCodes: codesWithout(state, event.legId) };
    case 'LegReplaced':
      return { ...state, begunCodes: codesApartFrom(state, event.legId) };
    case 'TransferStarted': {
      const { kind, pair, initiator, deadlineAt, at } = event;
      return {
        ...pair,
        status: 'CollectingNumber',
        startedAt: at,
        initiator,
        kind,
        digits: '',
        attempt: 1,
        pressed: null,
        cause: null,
        spent: spentNothing(at),
        givenUpLegIds: state.givenUpLegIds,
        deadlineAt,
      };
    }
    default:
      return state;
  }
};

const codesWithout = ({ begunCodes }: Idle, legId: string) =>
  begunCodes.filter(({ pressed }) => pressed.legId !== legId);

/** Keys that are about a leg which is gone can become no code any more. */
const codesApartFrom = ({ begunCodes }: Idle, legId: string) =>
  begunCodes.filter(({ transferor, transferee }) => ![transferor.legId, transferee.legId].includes(legId));

const duringTransfer = (state: Transfer, event: PhaseEvent): State => {
  const common = commonOf(state);
  switch (event.type) {
    case 'KeysHeld':
      return { ...state, pressed: event.pressed };
    case 'KeysDropped':
      return { ...state, pressed: null };

    case 'DigitCollected': {
      if (state.status !== 'CollectingNumber') return state;
      return { ...state, digits: state.digits + event.digit, deadlineAt: event.deadlineAt };
    }
    case 'NumberAskedAgain': {
      if (state.status !== 'CollectingNumber' && state.status !== 'ResolvingNumber') return state;
      const { attempt } = state;
      const { deadlineAt } = event;
      return { ...common, status: 'CollectingNumber', digits: '', attempt: attempt + 1, deadlineAt };
    }
    case 'NumberEntered': {
      if (state.status !== 'CollectingNumber') return state;
      const { attempt } = state;
      const { asked, deadlineAt } = event;
      return { ...common, status: 'ResolvingNumber', asked, attempt, transferorLeft: false, deadlineAt };
    }
    case 'MergeBegun': {
      const { otherCallId, deadlineAt } = event;
      return { ...common, status: 'MergingCalls', otherCallId, transferorLeft: false, deadlineAt };
    }
    case 'TargetDialled': {
      const { targetLegId, deadlineAt, transferorIs } = event;
      const ringing = { ...common, targetLegId, deadlineAt };
      switch (transferorIs) {
        case 'listening':
          return { ...ringing, status: 'TargetRinging', transferorHears: 'silence' };
        case 'referring':
          return { ...ringing, status: 'TargetRingingReferred' };
        case 'gone':
          return { ...ringing, status: 'TargetRingingUnattended' };
      }
      return state;
    }
    case 'TransferorLeft': {
      if (state.status === 'ResolvingNumber' || state.status === 'MergingCalls') {
        return { ...state, transferorLeft: true, pressed: null };
      }
      if (state.status !== 'TargetRinging' && state.status !== 'TargetRingingReferred') return state;
      const { targetLegId, deadlineAt } = state;
      return { ...common, status: 'TargetRingingUnattended', targetLegId, deadlineAt };
    }
    case 'TargetHeard':
      return state.status === 'TargetRinging' ? { ...state, transferorHears: event.heard } : state;
    case 'TargetAnswered':
      return state.status === 'TargetRinging'
        ? { ...common, status: 'Consulting', target: event.target }
        : state;
    case 'TransferConferred':
      return state.status === 'Consulting'
        ? { ...common, status: 'Conferring', target: state.target }
        : state;

    case 'TransferFailed':
      return { ...state, cause: event.cause };
    case 'FailureExplained': {
      const { spoken, toTransferee, deadlineAt } = event;
      return { ...common, status: 'ExplainingFailure', spoken, toTransferee, deadlineAt };
    }
    case 'RecallStarted': {
      const { legId: recallLegId, toTransferee, deadlineAt } = event;
      return { ...common, status: 'Recalling', recallLegId, toTransferee, deadlineAt };
    }
    case 'RecallAnswered': {
      if (state.status !== 'Recalling') return state;
      const { spoken, deadlineAt } = event;
      const transferor = { ...state.transferor, ...event.transferor };
      const { toTransferee } = state;
      return { ...common, status: 'ExplainingFailure', transferor, spoken, toTransferee, deadlineAt };
    }
    case 'RouteAsked': {
      const { deadlineAt } = event;
      return { ...common, status: 'ResolvingRoute', toTransferee: toTransfereeOf(state), deadlineAt };
    }
    case 'ReroutingStarted': {
      const { targetLegId, deadlineAt } = event;
      const toTransferee = toTransfereeOf(state);
      return { ...common, status: 'Rerouting', targetLegId, toTransferee, deadlineAt };
    }
    case 'ApologyGiven': {
      const { spoken, deadlineAt } = event;
      return { ...common, status: 'Apologising', spoken, deadlineAt };
    }
    case 'SentToVoicemail': {
      const { mailbox, spoken, deadlineAt } = event;
      return { ...common, status: 'InVoicemail', mailbox, spoken, deadlineAt };
    }
    case 'TransferorLeftAlone':
      return { ...common, status: 'TransferorAlone', deadlineAt: event.deadlineAt };
    case 'AudioTimed':
      return state.status === 'ExplainingFailure' ||
        state.status === 'Apologising' ||
        state.status === 'InVoicemail'
        ? { ...state, deadlineAt: event.deadlineAt }
        : state;
    case 'MessageToTransfereeTimed': {
      if (!('toTransferee' in state)) return state;
      const { toTransferee } = state;
      return toTransferee ? { ...state, toTransferee: { ...toTransferee, musicAt: event.musicAt } } : state;
    }
    case 'MusicResumed':
      return 'toTransferee' in state ? { ...state, toTransferee: null } : state;

    case 'LegReplaced':
      return replaced(state, event);
    case 'TransferEnded': {
      const over = { ...initialState, givenUpLegIds: state.givenUpLegIds };
      return reuniting.includes(event.outcome) ? reunited(over, state, event.at) : over;
    }

    case 'TransferCompleted': // these say how; TransferEnded beside them says that it is over
    case 'TransferReturned':
    case 'TransferStarted':
    case 'CodeBegun':
    case 'CodeDropped':
      return state;
  }
};

/** Outcomes after which transferor and transferee are together again. */
const reuniting: readonly Outcome[] = ['returned', 'error'];

/** Keys outlive the transfer as well, where they may become a return code that comes late. */
const reunited = (over: Idle, { pressed, transferor, ...state }: Transfer, at: number): Idle => {
  const reunion = { transferorLegId: transferor.legId, until: at + limits.lateReturnMs };
  if (pressed === null || !returnsLikeStarting(transferor.account.profile)) return { ...over, reunion };
  const { transferee, direction, dialled } = state;
  return { ...over, reunion, begunCodes: [{ pressed, transferor, transferee, direction, dialled }] };
};

/**
 * The same in every state. Keys outlive a change of state: a code may begin while the target rings and be whole when it has
 * answered.
 */
const commonOf = ({
  transferor,
  transferee,
  direction,
  dialled,
  startedAt,
  initiator,
  kind,
  pressed,
  cause,
  spent,
  givenUpLegIds,
}: Transfer) => ({
  transferor,
  transferee,
  direction,
  dialled,
  startedAt,
  initiator,
  kind,
  pressed,
  cause,
  spent,
  givenUpLegIds,
});

const replaced = (
  state: Transfer,
  { legId, by, account }: Extract<Event, { type: 'LegReplaced' }>,
): Transfer => {
  const leg = { legId: by.legId, party: by.party };
  if (state.transferor.legId === legId) {
    return { ...state, transferor: { ...leg, account: account ?? state.transferor.account }, pressed: null };
  }
  if (state.transferee.legId === legId) return { ...state, transferee: by };
  return 'target' in state && state.target.legId === legId ? { ...state, target: leg } : state;
};
