import { playToHeld, silence } from './hearing.ts';
import { ignored } from './ignored.ts';
import { limits } from './limits.ts';
import type { Decision, FailureCause } from './messages.ts';
import { nothing } from './messages.ts';
import type { Phase } from './occurrences.ts';
import { all, askAgain, end, failed, leaveTransferorAlone, returnToTransferee, wakeAt } from './outcomes.ts';
import type { CollectingNumber, ResolvingNumber } from './state.ts';

/** The transferor keys the number. */
export const collectingNumber: Phase<CollectingNumber> = {
  DigitPressed: ({ digit, at }, state) => {
    if (!/^\d$/.test(digit)) return nothing;
    const deadlineAt = at + state.transferor.account.profile.numberTimeoutMs;
    const dialToneStops = state.digits === '' ? [playToHeld(silence(state.transferor))] : [];
    return {
      events: [{ type: 'DigitCollected', digit, deadlineAt, at }],
      commands: [...dialToneStops, wakeAt(deadlineAt)],
    };
  },
  NumberTerminated: ({ at }, state) => endNumber(state, at),
  DeadlinePassed: ({ at }, state) => endNumber(state, at),
  ReturnPressed: ({ at }, state) => returnToTransferee(state, at),
  TransferorHungUp: ({ at }, state) =>
    state.digits === ''
      ? all(failed('transferor-left', at), end(state, at, state.transferee))
      : all(resolve(state, at), { events: [{ type: 'TransferorLeft', at }], commands: [] }),
  TransfereeHungUp: ({ at }, state) => all(failed('transferee-left', at), leaveTransferorAlone(state, at)),
  TargetRang: ignored,
  TargetSentEarlyMedia: ignored,
  TargetAnswered: ignored,
  TargetFailed: ignored,
  NumberResolved: ignored,
  NumberRefused: ignored,
  AudioStarted: ignored,
};

const endNumber = (state: CollectingNumber, at: number): Decision =>
  state.digits === '' ? tryFailed(state, at) : resolve(state, at);

const resolve = ({ transferor, digits }: CollectingNumber, at: number): Decision => {
  const deadlineAt = at + limits.resolvingMs;
  return {
    events: [{ type: 'NumberEntered', deadlineAt, at }],
    commands: [
      { type: 'ResolveNumber', account: transferor.account.account, dialled: digits },
      wakeAt(deadlineAt),
    ],
  };
};

/** A try without a number, or with one that is none: ask again, or after the last one return to the transferee. */
export const tryFailed = (
  state: CollectingNumber | ResolvingNumber,
  at: number,
  cause: FailureCause | null = null,
): Decision => {
  if (state.attempt < state.transferor.account.profile.attempts) return askAgain(state, at);
  return all(cause === null ? nothing : failed(cause, at), returnToTransferee(state, at));
};
