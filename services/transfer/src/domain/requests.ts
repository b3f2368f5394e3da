import { hangUp, isParted } from './letting-go.ts';
import { all, type Decision, type Input, nothing, type Request } from './messages.ts';
import { occur, reactsTo } from './phases.ts';
import { startByRequest } from './starting.ts';
import type { State, Transfer } from './state.ts';

/** Why a request cannot be carried out. `status`: the state that the call is in. */
export interface Refusal {
  reason: 'no-transfer' | 'in-progress' | 'not-now';
  status: State['status'];
}

/** An input that a program waits for the outcome of. */
export const isRequest = (input: Input): input is Request => {
  switch (input.type) {
    case 'StartRequested':
    case 'CompleteRequested':
    case 'ReturnRequested':
    case 'ConferenceRequested':
      return true;
    default:
      return false;
  }
};

/** Whether a request fits the state of the call; null where it does. */
export const refusalOf = (request: Request, state: State): Refusal | null => {
  const { status } = state;
  if (request.type === 'StartRequested') {
    if (status !== 'Idle') return { reason: 'in-progress', status };
    return isParted(request.pair, state) ? { reason: 'not-now', status } : null;
  }
  if (status === 'Idle') return { reason: 'no-transfer', status };
  return isPossible(request.type, state) ? null : { reason: 'not-now', status };
};

const isPossible = (type: Exclude<Request['type'], 'StartRequested'>, state: Transfer): boolean => {
  if ('transferorLeft' in state && state.transferorLeft) return false;
  switch (type) {
    case 'CompleteRequested':
      return completable.includes(state.status);
    case 'ReturnRequested':
      return reactsTo('ReturnPressed', state);
    case 'ConferenceRequested':
      return reactsTo('ConferencePressed', state);
  }
};

/** Where a program may complete. The phases do not tell it: the transferor's hanging up means something in all of them. */
const completable: readonly Transfer['status'][] = [
  'ResolvingNumber',
  'TargetRinging',
  'Consulting',
  'Conferring',
];

/** Carry out what a program asks for: the same as the keys do, or the transferor's hanging up. */
export const onRequest = (request: Request, state: State): Decision => {
  if (refusalOf(request, state)) return nothing;
  const { at } = request;
  switch (request.type) {
    case 'StartRequested':
      return startByRequest(request);
    case 'CompleteRequested':
      return state.status === 'Idle'
        ? nothing
        : all(occur({ type: 'TransferorHungUp', at }, state), hangUp(state.transferor, at));
    case 'ReturnRequested':
      return occur({ type: 'ReturnPressed', at }, state);
    case 'ConferenceRequested':
      return occur({ type: 'ConferencePressed', at }, state);
  }
};
