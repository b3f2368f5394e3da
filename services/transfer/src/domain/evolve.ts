import type { Event } from './messages.ts';
import { type Idle, initialState, type State, type Transfer } from './state.ts';

/** Fold one event into the state. It decides nothing: an event that does not fit leaves the state as it is. */
export const evolve = (state: State, event: Event): State => {
  const { cancelledLegIds } = state;
  switch (event.type) {
    case 'TargetCancelled':
      return { ...state, cancelledLegIds: [...cancelledLegIds, event.legId] };
    case 'CancelledTargetGone':
      return { ...state, cancelledLegIds: cancelledLegIds.filter((legId) => legId !== event.legId) };
    case 'CallForgotten':
      return initialState;
    default:
      return state.status === 'Idle' ? whileIdle(state, event) : duringTransfer(state, event);
  }
};

type PhaseEvent = Exclude<Event, { type: 'TargetCancelled' | 'CancelledTargetGone' | 'CallForgotten' }>;

const whileIdle = (state: Idle, event: PhaseEvent): State => {
  switch (event.type) {
    case 'CodeBegun':
      return { ...state, begunCodes: [...codesWithout(state, event.code.pressed.legId), event.code] };
    case 'CodeDropped':
      return { ...state, begunCodes: codesWithout(state, event.legId) };
    case 'TransferStarted': {
      const { kind, transferor, transferee, deadlineAt } = event;
      const { cancelledLegIds } = state;
      const first = { digits: '', attempt: 1, pressed: null };
      return {
        status: 'CollectingNumber',
        kind,
        transferor,
        transferee,
        ...first,
        cancelledLegIds,
        deadlineAt,
      };
    }
    default:
      return state;
  }
};

const codesWithout = ({ begunCodes }: Idle, legId: string) =>
  begunCodes.filter(({ pressed }) => pressed.legId !== legId);

const duringTransfer = (state: Transfer, event: PhaseEvent): State => {
  const { transferor, transferee, pressed, cancelledLegIds } = state;
  // The same in every state. Keys outlive a change of state: a code may begin while the target rings and be whole
  // when it has answered.
  const common = { transferor, transferee, pressed, cancelledLegIds };
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
      const { kind, attempt } = state;
      const { deadlineAt } = event;
      return {
        ...common,
        status: 'CollectingNumber',
        kind,
        digits: '',
        attempt: attempt + 1,
        deadlineAt,
      };
    }
    case 'NumberEntered': {
      if (state.status !== 'CollectingNumber') return state;
      const { kind, digits, attempt } = state;
      const { deadlineAt } = event;
      return {
        ...common,
        status: 'ResolvingNumber',
        kind,
        digits,
        attempt,
        transferorLeft: false,
        deadlineAt,
      };
    }
    case 'TargetDialled': {
      const { targetLegId, deadlineAt, attended } = event;
      return attended
        ? { ...common, status: 'TargetRinging', targetLegId, transferorHears: 'silence', deadlineAt }
        : { ...common, status: 'TargetRingingUnattended', targetLegId, deadlineAt };
    }
    case 'TransferorLeft': {
      if (state.status === 'ResolvingNumber') return { ...state, transferorLeft: true };
      if (state.status !== 'TargetRinging') return state;
      const { targetLegId, deadlineAt } = state;
      return { ...common, status: 'TargetRingingUnattended', targetLegId, deadlineAt };
    }
    case 'TargetHeard':
      return state.status === 'TargetRinging' ? { ...state, transferorHears: event.as } : state;
    case 'TargetAnswered':
      return state.status === 'TargetRinging'
        ? { ...common, status: 'Consulting', target: event.target }
        : state;

    case 'FailureExplained': {
      const { prompt, deadlineAt } = event;
      return { ...common, status: 'ExplainingFailure', prompt, deadlineAt };
    }
    case 'ApologyGiven':
      return { ...common, status: 'Apologising', deadlineAt: event.deadlineAt };
    case 'TransferorLeftAlone':
      return { ...common, status: 'TransferorAlone', deadlineAt: event.deadlineAt };
    case 'AudioTimed':
      return state.status === 'ExplainingFailure' || state.status === 'Apologising'
        ? { ...state, deadlineAt: event.deadlineAt }
        : state;

    case 'TransferReturned':
    case 'TransferCompleted':
    case 'TransferEnded':
      return { ...initialState, cancelledLegIds };

    case 'TransferFailed': // says why; another event beside it says what follows
    case 'TransferStarted':
    case 'CodeBegun':
    case 'CodeDropped':
      return state;
  }
};
