import type { FailurePolicy } from './account.ts';
import { failed } from './ending.ts';
import { spokenTo, tellOr } from './hearing.ts';
import { reunite } from './joining.ts';
import { hangUp } from './letting-go.ts';
import { limits } from './limits.ts';
import { all, type Decision, type Failure, type FailureCause } from './messages.ts';
import { apologise, sendToVoicemail } from './parting.ts';
import { giveBack, policyFor } from './policies.ts';
import { recall } from './recall.ts';
import { reportFailure } from './referral.ts';
import type { Transfer } from './state.ts';
import { tellTransferee } from './telling-transferee.ts';
import { wakeAt } from './timing.ts';

/** The target does not take the call while the transferor waits for it on the line. */
export const onTargetFailed = (transfer: Transfer, failure: Failure, at: number): Decision => {
  const policy = policyFor(transfer, failure.cause);
  return policy.action === 'return'
    ? explainFailure(transfer, failure, at, policy)
    : all(
        failed(failure.cause, at, failure.sipStatus),
        hangUp(transfer.transferor, at),
        part(transfer, policy, at),
      );
};

/** The target does not take the call, and the transferor has gone. */
export const onTargetFailedUnattended = (transfer: Transfer, failure: Failure, at: number): Decision => {
  const policy = policyFor(transfer, failure.cause);
  return all(
    failed(failure.cause, at, failure.sipStatus),
    policy.action === 'return' ? recall(transfer, policy, at) : part(transfer, policy, at),
  );
};

/**
 * The target of a REFER does not take the call. The transferor's phone tells him so: the two are together again at once, unless the
 * tenant has a message for him.
 */
export const onReferralFailed = (transfer: Transfer, failure: Failure, at: number): Decision => {
  const policy = policyFor(transfer, failure.cause);
  return all(
    reportFailure(transfer, failure),
    policy.action === 'return' && policy.toTransferor !== null
      ? explainFailure(transfer, failure, at, policy)
      : all(failed(failure.cause, at, failure.sipStatus), reunite(transfer, at, 'returned', failure.cause)),
  );
};

/** Tell the transferor why there is no target. He gets the transferee back afterwards, who hears a message or music on. */
export const explainFailure = (
  transfer: Transfer,
  { cause, sipStatus }: Failure,
  at: number,
  { toTransferor, toTransferee } = giveBack,
): Decision => {
  const { transferor } = transfer;
  const deadlineAt = at + limits.messageMs;
  const told = tellTransferee(transfer, toTransferee, at);
  return all(failed(cause, at, sipStatus), {
    events: [
      {
        type: 'FailureExplained',
        spoken: spokenTo(transferor, at),
        toTransferee: told.toTransferee,
        deadlineAt,
        at,
      },
    ],
    commands: [
      tellOr(builtIn(cause), toTransferor, transferor, transferor.account, at),
      ...told.commands,
      wakeAt(deadlineAt),
    ],
  });
};

const part = (
  transfer: Transfer,
  policy: Exclude<FailurePolicy, { action: 'return' }>,
  at: number,
): Decision =>
  policy.action === 'apologise'
    ? apologise(transfer, at, policy.message)
    : sendToVoicemail(transfer, at, policy);

/** The catalogue's name of the message that tells a cause. */
export const builtIn = (cause: FailureCause | null): string => {
  switch (cause) {
    case 'busy':
    case 'no-answer':
    case 'rejected':
    case 'unavailable':
      return `target-${cause}`;
    case 'unknown-number':
    case 'not-allowed':
      return cause;
    default:
      return 'transfer-failed';
  }
};
