import { type Decision, type Input, nothing } from './messages.ts';
import type { State } from './state.ts';

/**
 * What becomes of a target that was given up while it rang. Its answer may have crossed our CANCEL (RFC 3261 §9.1):
 * then it must be hung up, whatever the call is doing by now.
 *
 * @returns null where the input is about something else.
 */
export const onCancelledTarget = (input: Input, { cancelledLegIds }: State): Decision | null => {
  if (!('legId' in input) || !cancelledLegIds.includes(input.legId)) return null;
  const { legId, at } = input;
  switch (input.type) {
    case 'LegAnswered':
      return { events: [], commands: [{ type: 'HangUp', legId }] };
    case 'LegFailed':
    case 'LegEnded':
      return { events: [{ type: 'CancelledTargetGone', legId, at }], commands: [] };
    default:
      return nothing;
  }
};
