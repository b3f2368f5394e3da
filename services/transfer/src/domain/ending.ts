import { dismissDialled, hangUp } from './letting-go.ts';
import {
  all,
  type Command,
  type Decision,
  type Failure,
  type FailureCause,
  nothing,
  type Outcome,
} from './messages.ts';
import { durationsOf } from './spent.ts';
import { isFinal, type State, type Transfer } from './state.ts';

/** Say why the target was not reached; what follows is said beside it. */
export const failed = (cause: FailureCause, at: number, sipStatus = 0): Decision => ({
  events: [{ type: 'TransferFailed', cause, sipStatus, at }],
  commands: [],
});

/** The last word about a transfer. `cause`: of its last failure, where that is said in the same breath. */
export const end = (transfer: Transfer, outcome: Outcome, at: number, cause = transfer.cause): Decision => ({
  events: [{ type: 'TransferEnded', outcome, cause, ...durationsOf(transfer, at), at }],
  commands: [],
});

/** Nobody is left to be connected. */
export const abandon = (transfer: Transfer, cause: FailureCause, at: number): Decision =>
  all(failed(cause, at), end(transfer, 'abandoned', at, cause), dismissDialled(transfer, at));

const forget = (at: number): Decision => ({ events: [{ type: 'CallForgotten', at }], commands: [] });

/** Nobody is left in the call: forget it, and let go of a target that is still being called. */
export const onCallEnded = (state: State, at: number): Decision => {
  if (isFinal(state)) return nothing;
  return state.status === 'Idle' ? forget(at) : all(endWithCall(state, at), forget(at));
};

const endWithCall = (transfer: Transfer, at: number): Decision => {
  switch (transfer.status) {
    case 'Apologising':
      return end(transfer, 'apologised', at);
    case 'InVoicemail':
      return end(transfer, 'voicemail', at);
    case 'ExplainingFailure':
    case 'TransferorAlone':
      return end(transfer, 'abandoned', at); // what failed has been said
    case 'TargetRingingUnattended':
    case 'Recalling':
    case 'ResolvingRoute':
    case 'Rerouting':
      return abandon(transfer, 'transferee-left', at);
    default:
      return abandon(transfer, 'transferor-left', at);
  }
};

/** The legs are in another call now, and so is what may be done with them. */
export const onCallMerged = (state: State, at: number): Decision => {
  if (isFinal(state)) return nothing;
  if (state.status === 'Idle') return forget(at);
  return all(end(state, 'abandoned', at), dismissDialled(state, at), forget(at));
};

/** Of two legs that were to stay together one has gone meanwhile: the other one has nobody left to talk to. */
export const onBridgingFailed = (
  { legId, partnerLegId }: Extract<Command, { type: 'Bridge' }>,
  state: State,
  at: number,
): Decision =>
  state.status === 'Idle' ? all(hangUp({ legId }, at), hangUp({ legId: partnerLegId }, at)) : nothing;
