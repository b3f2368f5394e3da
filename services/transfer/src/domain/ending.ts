import { type Command, type Decision, nothing } from './messages.ts';
import { all, dismissTarget, failed } from './outcomes.ts';
import { isFinal, type State } from './state.ts';

/** Nobody is left in the call: forget it, and let go of a target that is still being called. */
export const onCallEnded = (state: State, at: number): Decision => {
  if (isFinal(state)) return nothing;
  const forget: Decision = { events: [{ type: 'CallForgotten', at }], commands: [] };
  switch (state.status) {
    case 'Idle':
    case 'ExplainingFailure':
    case 'Apologising':
    case 'TransferorAlone':
      return forget; // what failed has been said
    case 'TargetRingingUnattended':
      return all(failed('transferee-left', at), dismissTarget(state, at), forget);
    default:
      return all(failed('transferor-left', at), dismissTarget(state, at), forget);
  }
};

/** Of two legs that were to stay together one has gone meanwhile: the other one has nobody left to talk to. */
export const onBridgingFailed = (
  { legId, partnerLegId }: Extract<Command, { type: 'Bridge' }>,
  state: State,
): Decision =>
  state.status === 'Idle'
    ? {
        events: [],
        commands: [
          { type: 'HangUp', legId },
          { type: 'HangUp', legId: partnerLegId },
        ],
      }
    : nothing;
