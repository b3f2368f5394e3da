import { tryFailed } from './collecting-number.ts';
import { ignored } from './ignored.ts';
import { limits } from './limits.ts';
import type { Command, Decision, FailureCause, Target } from './messages.ts';
import type { Phase } from './occurrences.ts';
import {
  all,
  apologise,
  end,
  explainFailure,
  failed,
  leaveTransferorAlone,
  returnToTransferee,
  wakeAt,
} from './outcomes.ts';
import type { ResolvingNumber } from './state.ts';

/** The directory is asked what the number means. */
export const resolvingNumber: Phase<ResolvingNumber> = {
  NumberResolved: ({ target, at }, state) => dial(target, state, at),
  NumberRefused: ({ cause, at }, state) => onRefusal(cause, state, at),
  DeadlinePassed: ({ at }, state) => onRefusal('error', state, at),
  ReturnPressed: ({ at }, state) => returnToTransferee(state, at),
  TransferorHungUp: ({ at }) => ({ events: [{ type: 'TransferorLeft', at }], commands: [] }),
  TransfereeHungUp: ({ at }, state) =>
    all(
      failed('transferee-left', at),
      state.transferorLeft ? end(state, at) : leaveTransferorAlone(state, at),
    ),
  DigitPressed: ignored,
  NumberTerminated: ignored,
  TargetRang: ignored,
  TargetSentEarlyMedia: ignored,
  TargetAnswered: ignored,
  TargetFailed: ignored,
  AudioStarted: ignored,
};

const dial = (target: Target, state: ResolvingNumber, at: number): Decision => {
  const { legId, account } = state.transferor;
  const targetLegId = `target-${at}`;
  const attended = state.kind === 'attended' && !state.transferorLeft;
  const deadlineAt = at + account.ringTimeoutMs + limits.ringingMarginMs;
  // The network disconnects a blind transferor as soon as dialling starts (SPEC § 2).
  const partWithTransferor: readonly Command[] =
    attended || state.transferorLeft ? [] : [{ type: 'HangUp', legId }];
  return {
    events: [{ type: 'TargetDialled', targetLegId, target, attended, deadlineAt, at }],
    commands: [
      {
        type: 'Originate',
        legId: targetLegId,
        requestUri: target.requestUri,
        from: { account: account.account, displayName: account.displayName },
        ringTimeoutMs: account.ringTimeoutMs,
      },
      ...partWithTransferor,
      wakeAt(deadlineAt),
    ],
  };
};

const onRefusal = (cause: FailureCause, state: ResolvingNumber, at: number): Decision => {
  if (state.transferorLeft) {
    return all(failed(cause, at), apologise(state, at));
  }
  return cause === 'error' ? explainFailure(state, { cause, sipStatus: 0 }, at) : tryFailed(state, at, cause);
};
