/** Off-net legs cost money, so a tenant may have just so many at once. */
import { legNamed, type State } from './call.ts';
import { failLeg } from './ending.ts';
import type { Decision, Input } from './messages.ts';
import { nothing } from './messages.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

/** The leg is dialled once it has its place; without one it has failed before anybody was asked. */
export const onOffNetDecided = ({ place, granted, sdp, at }: Of<'OffNetDecided'>, state: State): Decision => {
  const { legId } = place;
  const leg = legNamed(state, legId);
  if (state.status !== 'Anchored' || leg === undefined) {
    return { events: [], commands: [{ type: 'FreeOffNetPlace', place }] }; // granted or not
  }
  if (leg.status === 'Cancelling') return failLeg(state, leg, 487, 'Request Terminated', at);
  if (leg.status !== 'Calling') return nothing;
  return granted
    ? {
        events: [],
        commands: [{ type: 'SendInvite', callId: state.callId, legId, attempt: leg.attempt, sdp }],
      }
    : failLeg(state, leg, 403, 'Too Many Off-Net Legs', at, 'not-allowed');
};
