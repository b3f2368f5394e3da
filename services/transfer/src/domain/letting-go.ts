import { type Decision, type Input, nothing } from './messages.ts';
import type { Pair } from './pair.ts';
import { dialledLegIdOf, type State, type Transfer } from './state.ts';

/** End a leg: BYE, or CANCEL while it rings. It is remembered until it is known to be gone. */
export const hangUp = ({ legId }: { legId: string }, at: number): Decision => ({
  events: [{ type: 'LegGivenUp', legId, at }],
  commands: [{ type: 'HangUp', legId }],
});

/** End the leg that the transfer has dialled, where there is one. */
export const dismissDialled = (transfer: Transfer, at: number): Decision => {
  const legId = dialledLegIdOf(transfer);
  return legId === null ? nothing : hangUp({ legId }, at);
};

/**
 * Whether one of the two was given up: they were still together when the news was sent that speaks of them, and are not any
 * more.
 */
export const isParted = ({ transferor, transferee }: Pair, { givenUpLegIds }: State): boolean =>
  givenUpLegIds.includes(transferor.legId) || givenUpLegIds.includes(transferee.legId);

/**
 * What becomes of a leg that was given up. Its answer may have crossed our CANCEL (RFC 3261 §9.1), or another phone has taken
 * its place (RFC 3891) before our BYE came: then that one must be hung up, whatever the call is doing by now.
 *
 * @returns null where the input is about something else.
 */
export const onGivenUpLeg = (input: Input, { givenUpLegIds }: State): Decision | null => {
  if (!('legId' in input) || !givenUpLegIds.includes(input.legId)) return null;
  const { legId, at } = input;
  const gone: Decision = { events: [{ type: 'GivenUpLegGone', legId, at }], commands: [] };
  switch (input.type) {
    case 'LegAnswered':
      return { events: [], commands: [{ type: 'HangUp', legId }] };
    case 'LegReplaced': {
      const { events, commands } = hangUp(input.by, at);
      return { events: [...gone.events, ...events], commands };
    }
    case 'LegFailed':
    case 'LegEnded':
      return gone;
    default:
      return nothing;
  }
};
