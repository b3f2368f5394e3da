import { abandon } from '../ending.ts';
import { onReferralFailed, onTargetFailedUnattended } from '../failing.ts';
import { joinReferred } from '../joining.ts';
import { all, type Decision } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import { transfereeLeft, transferorLeft } from '../parting.ts';
import type { MergingCalls } from '../state.ts';

/** Attended by REFER: the consultation call is brought into this one, with the target in it (RFC 5589 §7.1). */
export const mergingCalls: Phase<MergingCalls> = {
  CallsMerged: ({ transferor, target, at }, state) => {
    if (target === null) return onConsultationGone(state, at);
    const ofTransferor = [state.transferorLeft ? null : state.transferor, transferor];
    return joinReferred(
      state,
      target,
      ofTransferor.filter((leg) => leg !== null),
      at,
    );
  },
  MergeFailed: ({ at }, state) => onConsultationGone(state, at),
  DeadlinePassed: ({ at }, state) => onFailed(state, 500, at),
  // He has asked for it, and the consultation call has a leg of its own of him.
  TransferorHungUp: ({ at }) => transferorLeft(at),
  TransfereeHungUp: ({ at }, state) =>
    state.transferorLeft ? abandon(state, 'transferee-left', at) : transfereeLeft(state, at),
};

/** The dialog that Replaces names is no more (RFC 3891 §3). */
const onConsultationGone = (state: MergingCalls, at: number): Decision => onFailed(state, 481, at);

const onFailed = (state: MergingCalls, sipStatus: number, at: number): Decision => {
  const failure = { cause: 'error', sipStatus } as const;
  return state.transferorLeft
    ? onTargetFailedUnattended(state, failure, at)
    : onReferralFailed(state, failure, at);
};
