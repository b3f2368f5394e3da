import assert from 'node:assert/strict';
import type { FailurePolicies, FailurePolicy } from './account.ts';
import type { Direction } from './call.ts';
import type { FailureCause } from './messages.ts';
import { policyFor } from './policies.ts';
import type { Initiator, TransferKind } from './state.ts';
import { account, noPolicies, pair } from './testing/samples.ts';

/** A policy that is told by its mailbox. */
const named = (mailbox: string): FailurePolicy => ({ action: 'voicemail', mailbox, greeting: null });
const full: FailurePolicies = {
  any: named('any'),
  busy: named('busy'),
  noAnswer: named('no answer'),
  unavailable: named('unavailable'),
  rejected: named('rejected'),
};

const found = (
  policies: { incoming: FailurePolicies; outgoing: FailurePolicies },
  cause: FailureCause,
  how: { direction?: Direction; kind?: TransferKind; initiator?: Initiator } = {},
): string => {
  const transferor = { ...pair.transferor, account: { ...account, policies } };
  const transfer = {
    transferor,
    direction: 'incoming',
    kind: 'attended',
    initiator: { by: 'code' },
    ...how,
  } as const;
  const policy = policyFor(transfer, cause);
  return policy.action === 'voicemail' ? policy.mailbox : policy.action;
};

describe('what becomes of a call whose target does not take it', () => {
  const ofCauses: readonly [FailureCause, string][] = [
    ['busy', 'busy'],
    ['no-answer', 'no answer'],
    ['unavailable', 'unavailable'],
    ['rejected', 'rejected'],
    ['unknown-number', 'any'],
    ['not-allowed', 'any'],
    ['error', 'any'],
  ];
  for (const [cause, expected] of ofCauses) {
    it(`after ${cause}: the policy for ${expected}`, () => {
      assert.equal(found({ incoming: full, outgoing: noPolicies }, cause), expected);
      const outgoing = { incoming: noPolicies, outgoing: full };
      assert.equal(found(outgoing, cause, { direction: 'outgoing' }), expected);
      assert.equal(found(outgoing, cause, { direction: 'api' }), expected);
    });
    it(`after ${cause} without a policy of its own: the one for any`, () => {
      assert.equal(
        found({ incoming: { ...noPolicies, any: named('any') }, outgoing: noPolicies }, cause),
        'any',
      );
    });
  }

  const both = {
    incoming: { ...noPolicies, any: named('of incoming calls') },
    outgoing: { ...noPolicies, any: named('of outgoing calls') },
  };
  const ofDirections: readonly [Direction, string][] = [
    ['incoming', 'of incoming calls'],
    ['outgoing', 'of outgoing calls'],
    ['api', 'of outgoing calls'],
  ];
  for (const [direction, expected] of ofDirections) {
    it(`${direction}: the policy ${expected}`, () =>
      assert.equal(found(both, 'busy', { direction }), expected));
  }

  const refer: Initiator = { by: 'refer', legId: 'callee', referralId: '7' };
  const defaults: readonly [string, TransferKind, Initiator, string][] = [
    ['attended by code', 'attended', { by: 'code' }, 'return'],
    ['blind by code', 'blind', { by: 'code' }, 'apologise'],
    ['attended by a program', 'attended', { by: 'api' }, 'return'],
    ['blind by a program', 'blind', { by: 'api' }, 'apologise'],
    ['attended by REFER', 'attended', refer, 'return'],
    ['blind by REFER', 'blind', refer, 'return'],
  ];
  for (const [what, kind, initiator, expected] of defaults) {
    it(`without any policy, ${what}: ${expected}`, () => {
      assert.equal(
        found({ incoming: noPolicies, outgoing: noPolicies }, 'busy', { kind, initiator }),
        expected,
      );
    });
  }
});
