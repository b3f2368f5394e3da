import { hangUp, isParted } from './letting-go.ts';
import { all, type Decision, nothing, type Request } from './messages.ts';
import { occur } from './phases.ts';
import { startByRequest } from './starting.ts';
import type { State } from './state.ts';

/** Why a request cannot be carried out. `status`: the state that the call is in. */
export interface Refusal {
  reason: 'no-transfer' | 'in-progress' | 'not-now';
  status: State['status'];
}

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

const isPossible = (type: Exclude<Request['type'], 'StartRequested'>, state: State): boolean => {
  switch (state.status) {
    case 'CollectingNumber':
    case 'TargetRingingReferred':
    case 'ExplainingFailure':
      return type === 'ReturnRequested';
    case 'ResolvingNumber':
      return !state.transferorLeft && type !== 'ConferenceRequested';
    case 'TargetRinging':
    case 'Conferring':
      return type !== 'ConferenceRequested';
    case 'Consulting':
      return true;
    default:
      return false;
  }
};

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
