import type { FailurePolicies, FailurePolicy, ReturnPolicy } from './account.ts';
import { limits } from './limits.ts';
import type { FailureCause } from './messages.ts';
import type { Transfer } from './state.ts';

/**
 * What the tenant wants for a call whose target does not take it (SPEC § 4): the policy of the cause, else the one for any cause, else
 * back to the transferor. Only who has left by a blind code or request has said that he does not want it back.
 */
export const policyFor = (
  {
    transferor,
    direction,
    kind,
    initiator,
  }: Pick<Transfer, 'transferor' | 'direction' | 'kind' | 'initiator'>,
  cause: FailureCause | null,
): FailurePolicy => {
  const { incoming, outgoing } = transferor.account.policies;
  const policies = direction === 'incoming' ? incoming : outgoing;
  const isOneWay = kind === 'blind' && initiator.by !== 'refer';
  return ofCause(policies, cause) ?? policies.any ?? (isOneWay ? apologise : giveBack);
};

const ofCause = (policies: FailurePolicies, cause: FailureCause | null): FailurePolicy | null => {
  switch (cause) {
    case 'busy':
    case 'unavailable':
    case 'rejected':
      return policies[cause];
    case 'no-answer':
      return policies.noAnswer;
    default:
      return null;
  }
};

const apologise: FailurePolicy = { action: 'apologise', message: null };

/** Back to the transferor, as far as nobody has said otherwise. */
export const giveBack: ReturnPolicy = {
  action: 'return',
  toTransferor: null,
  toTransferee: null,
  ringTimeoutMs: limits.recallMs,
  ifUnanswered: 'apologise',
};
