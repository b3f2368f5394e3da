import { type Command, type Decision, type Failure, nothing } from './messages.ts';
import type { Transfer } from './state.ts';

/** Tell the transferor's phone how the transfer goes, where that is what has asked for it (RFC 3515 §2.4.5). */
export const report = ({ initiator }: Transfer, sipStatus: number): Decision => {
  if (initiator.by !== 'refer') return nothing;
  const { legId, referralId } = initiator;
  return { events: [], commands: [{ type: 'ReportReferral', legId, referralId, sipStatus }] };
};

/** Tell the transferor's phone that there is no target. */
export const reportFailure = (transfer: Transfer, failure: Failure): Decision =>
  report(transfer, statusOf(failure));

/**
 * The SIP status of a failure: the one that was received, but for 487, which only says that we have cancelled the target.
 *
 * @see RFC 3261 §21.
 */
export const statusOf = ({ cause, sipStatus }: Failure): number =>
  sipStatus >= 300 && sipStatus !== 487 ? sipStatus : statuses[cause];

const statuses: Readonly<Record<Failure['cause'], number>> = {
  busy: 486,
  'no-answer': 408,
  rejected: 603,
  unavailable: 480,
  'unknown-number': 404,
  'not-allowed': 403,
  'transferee-left': 487,
  'transferor-left': 487,
  error: 500,
};

/** One command after the other. */
export const inOrder = (...commands: readonly Command[]): Command => ({ type: 'InOrder', commands });
