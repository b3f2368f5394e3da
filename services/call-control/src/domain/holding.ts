/** What two who belong together hear while one of them, or both, have the other one on hold. */
import type { AnsweredLeg } from './call.ts';
import type { Command } from './messages.ts';

type Side = Pick<AnsweredLeg, 'party' | 'held'>;

/** Whoever holds is sent nothing (RFC 3264 §5.1, §8.4), and leaves the other one with music; where nobody holds, they talk. */
export const soundOf = (one: Side, other: Side): Command => {
  const sides = [one, other];
  const holding = sides.filter(({ held }) => held);
  if (holding.length === 0) return { type: 'Connect', party: one.party, other: other.party };
  return {
    type: 'Hold',
    holding: holding.map(({ party }) => party),
    waiting: sides.filter(({ held }) => !held).map(({ party }) => party),
  };
};
