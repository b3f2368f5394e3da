import { evolve } from './evolve.ts';
import { arrange } from './hearing.ts';
import { hearingsOf } from './hearings-of.ts';
import { heldKeys } from './keys.ts';
import type { Command, Decision, Hearing, Input } from './messages.ts';
import { nothing } from './messages.ts';
import type { State } from './state.ts';

type LegReplaced = Extract<Input, { type: 'LegReplaced' }>;

/**
 * Another phone has taken a leg's place (RFC 3891 §1): it has the leg's role from now on, and hears what the role hears. The others
 * hear it where they heard the one before.
 */
export const onLegReplaced = (input: LegReplaced, state: State): Decision => {
  const { legId, by, account, at } = input;
  if (!hasRole(legId, state)) return nothing;
  const replaced: Decision = {
    events: [{ type: 'LegReplaced', legId, by, account, at }],
    commands: [],
  };
  const now = replaced.events.reduce(evolve, state);
  if (now.status === 'Idle') return replaced;
  const changed = hearingsOf(now).filter((hearing) => isAbout(hearing, by.party.tag));
  const commands: Command[] = changed.length === 0 ? [] : [arrange(...changed)];
  // It may have come before the two were parted, and so have the partner that the transfer has taken from the other one.
  return { ...replaced, commands: [...commands, { type: 'Anchor', releasedLegId: by.legId }] };
};

const hasRole = (legId: string, state: State): boolean => {
  if (state.status === 'Idle') {
    return heldKeys(state).some(({ transferor, transferee }) =>
      [transferor.legId, transferee.legId].includes(legId),
    );
  }
  const target = 'target' in state ? state.target.legId : null;
  return [state.transferor.legId, state.transferee.legId, target].includes(legId);
};

const isAbout = ({ party, hears }: Hearing, tag: string): boolean =>
  party.tag === tag || (hears.type === 'Parties' && hears.parties.some((one) => one.tag === tag));
