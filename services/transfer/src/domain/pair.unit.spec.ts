import assert from 'node:assert/strict';
import type { Call, CallLeg } from './call.ts';
import { pairOf } from './pair.ts';
import { account } from './testing/samples.ts';

const leg = (legId: string, partnerLegId: string): CallLeg => ({
  legId,
  party: { mediaCall: 'm', tag: legId },
  number: '',
  displayName: '',
  account: '',
  answered: true,
  partnerLegId,
});
const between = (one: string, other: string, byApi = false): Call => ({
  anchored: true,
  byApi,
  dialled: '+48221000101',
  legs: [leg(one, other), leg(other, one)],
});

/** Transferor, peer, how the call looks to the transferor, and what the peer has dialled. */
const table = [
  ['caller', 'callee', 'outgoing', ''],
  ['callee', 'caller', 'incoming', '+48221000101'],
  // The one who has called has moved the other one on.
  ['callee', 'target-1', 'incoming', ''],
  ['target-1', 'callee', 'outgoing', ''],
  // The one who was called has moved the other one on.
  ['caller', 'target-1', 'outgoing', ''],
  ['target-1', 'caller', 'incoming', '+48221000101'],
  // Both have been moved on.
  ['target-1', 'target-2', 'incoming', ''],
  // His phone has rung again.
  ['recall-1', 'callee', 'outgoing', ''],
  ['recall-1', 'caller', 'incoming', '+48221000101'],
] as const;

describe('the pair of a leg and its peer', () => {
  for (const [transferor, peer, direction, dialled] of table) {
    it(`${transferor} with ${peer}: ${direction}`, () => {
      const pair = pairOf(between(transferor, peer), transferor, account);
      assert.deepEqual([pair?.direction, pair?.dialled], [direction, dialled]);
      assert.equal(pairOf(between(transferor, peer, true), transferor, account)?.direction, 'api');
    });
  }
});
