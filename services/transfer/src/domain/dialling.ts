import type { CallerId } from './account.ts';
import { callerOf, publicNumberOf } from './caller-id.ts';
import { limits } from './limits.ts';
import type { Command, Target } from './messages.ts';
import type { Pair } from './pair.ts';

/** Dial somebody for the transferee, on behalf of the transferor. When the ring timeout is over, the state's deadline hangs up. */
export const dial = (
  pair: Pair,
  { requestUri, offNet }: Pick<Target, 'requestUri' | 'offNet'>,
  { legId, ringTimeoutMs, show }: { legId: string; ringTimeoutMs: number; show?: CallerId['show'] },
): Command => {
  const { account, tenant, maxOffNetLegs } = pair.transferor.account;
  const { uri, displayName, publicNumber } = callerOf(pair, { offNet }, show);
  return {
    type: 'Originate',
    legId,
    requestUri,
    from: { uri, displayName },
    onBehalfOf: account,
    ringTimeoutMs: Math.min(ringTimeoutMs + limits.ringingMarginMs, limits.longestRingMs),
    offNet: offNet ? { tenant, maxLegs: maxOffNetLegs, callerNumber: publicNumber } : null,
    divertedFrom: publicNumberOf(pair),
  };
};
