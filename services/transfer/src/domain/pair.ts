import type { Account } from './account.ts';
import { type Call, type Direction, type Leg, legOf, type Person, peerOf } from './call.ts';

/** The employee who moves the call (RFC 5589 §4): a leg, and the account whose codes count. */
export interface Transferor extends Leg {
  account: Account;
}

/** Who moves whom. */
export interface Pair {
  transferor: Transferor;
  transferee: Person;
  direction: Direction;
  /** What the transferee dialled to get here; empty where it was he who was called. */
  dialled: string;
}

/** The pair of a leg and the one that it talks to; null where it is alone. */
export const pairOf = (call: Call, legId: string, account: Account): Pair | null => {
  const leg = legOf(call, legId);
  const peer = leg && peerOf(call, leg);
  if (!peer) return null;
  const { party, number, displayName } = peer;
  const hasCalled = peer.legId === 'caller';
  return {
    transferor: { legId, party: leg.party, account },
    transferee: { legId: peer.legId, party, number, displayName, account: peer.account },
    direction: call.byApi ? 'api' : directionOf(leg, peer),
    dialled: hasCalled ? call.dialled : '',
  };
};

/**
 * A call is outgoing for who has placed it, and for who talks in his stead to the one who was called. Everybody else was
 * called himself, and stays so whoever he talks to by now.
 */
const directionOf = (leg: Leg, peer: Leg): Direction =>
  leg.legId === 'caller' || peer.legId === 'callee' ? 'outgoing' : 'incoming';
