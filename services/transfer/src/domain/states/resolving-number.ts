import { dial } from '../dialling.ts';
import { abandon } from '../ending.ts';
import { explainFailure, onReferralFailed, onTargetFailedUnattended } from '../failing.ts';
import { returnToTransferee } from '../joining.ts';
import { hangUp } from '../letting-go.ts';
import { all, type Decision, type FailureCause, nothing, type Target } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import { transfereeLeft, transferorLeft } from '../parting.ts';
import { report } from '../referral.ts';
import type { ResolvingNumber } from '../state.ts';
import { wakeAt } from '../timing.ts';
import { tryFailed } from './collecting-number.ts';

/** The directory is asked what the number means. */
export const resolvingNumber: Phase<ResolvingNumber> = {
  NumberResolved: ({ target, at }, state) => call(target, state, at),
  NumberRefused: ({ cause, at }, state) => onRefusal(cause, state, at),
  DeadlinePassed: ({ at }, state) => onRefusal('error', state, at),
  ReturnPressed: ({ at }, state) => all(report(state, 487), returnToTransferee(state, at)),
  TransferorHungUp: ({ at }) => transferorLeft(at),
  TransfereeHungUp: ({ at }, state) =>
    state.transferorLeft ? abandon(state, 'transferee-left', at) : transfereeLeft(state, at),
};

/** Where the transferor is while the target rings. */
const whereabouts = ({ kind, initiator, transferorLeft }: ResolvingNumber) => {
  if (transferorLeft) return 'gone';
  if (initiator.by === 'refer') return 'referring';
  return kind === 'attended' ? 'listening' : 'disconnected';
};

const call = (target: Target, state: ResolvingNumber, at: number): Decision => {
  const { ringTimeoutMs } = state.transferor.account;
  const targetLegId = `target-${at}`;
  const deadlineAt = at + ringTimeoutMs;
  const where = whereabouts(state);
  const transferorIs = where === 'disconnected' ? 'gone' : where;
  return all(
    {
      events: [{ type: 'TargetDialled', targetLegId, target, transferorIs, deadlineAt, at }],
      commands: [dial(state, target, { legId: targetLegId, ringTimeoutMs }), wakeAt(deadlineAt)],
    },
    // The network disconnects a blind transferor as soon as dialling starts (SPEC § 2).
    where === 'disconnected' ? hangUp(state.transferor, at) : nothing,
  );
};

const onRefusal = (
  cause: Extract<FailureCause, 'unknown-number' | 'not-allowed' | 'error'>,
  state: ResolvingNumber,
  at: number,
): Decision => {
  const failure = { cause, sipStatus: 0 };
  if (state.transferorLeft) return onTargetFailedUnattended(state, failure, at);
  switch (state.initiator.by) {
    case 'refer':
      return onReferralFailed(state, failure, at);
    case 'code':
      return cause === 'error' ? explainFailure(state, failure, at) : tryFailed(state, at, cause);
    case 'api':
      return explainFailure(state, failure, at);
  }
};
