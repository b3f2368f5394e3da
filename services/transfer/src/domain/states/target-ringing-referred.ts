import type { Leg } from '../call.ts';
import { onReferralFailed } from '../failing.ts';
import { joinReferred, returnToTransferee } from '../joining.ts';
import { dismissDialled } from '../letting-go.ts';
import { all } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import { transfereeLeft, transferorLeft } from '../parting.ts';
import { report } from '../referral.ts';
import type { TargetRingingReferred } from '../state.ts';

/** Blind by REFER: the transferor's phone is told how it goes (RFC 3515 §2.4.5) and lets go at the answer. */
export const targetRingingReferred: Phase<TargetRingingReferred> = {
  TargetRang: (_, state) => report(state, 180),
  TargetAnswered: ({ party, at }, state) => {
    const target: Leg = { legId: state.targetLegId, party };
    return all(
      { events: [{ type: 'TargetAnswered', target, at }], commands: [] },
      joinReferred(state, target, [state.transferor], at),
    );
  },
  TargetFailed: (failure, state) => onReferralFailed(state, failure, failure.at),
  DeadlinePassed: ({ at }, state) =>
    all(dismissDialled(state, at), onReferralFailed(state, { cause: 'no-answer', sipStatus: 0 }, at)),
  ReturnPressed: ({ at }, state) => all(report(state, 487), returnToTransferee(state, at)),
  // From here on it goes like any other transfer without him; nobody is there to report to.
  TransferorHungUp: ({ at }) => transferorLeft(at),
  TransfereeHungUp: ({ at }, state) => transfereeLeft(state, at),
};
