import { abandon, failed } from '../ending.ts';
import { playToHeld, promptTo, silence } from '../hearing.ts';
import { returnToTransferee } from '../joining.ts';
import { hangUp } from '../letting-go.ts';
import { limits } from '../limits.ts';
import { all, type Decision, type FailureCause, nothing } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import { transfereeLeft, transferorLeft } from '../parting.ts';
import type { CollectingNumber, ResolvingNumber } from '../state.ts';
import { wakeAt } from '../timing.ts';

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
      ? all(abandon(state, 'transferor-left', at), hangUp(state.transferee, at))
      : all(resolve(state, at), transferorLeft(at)),
  TransfereeHungUp: ({ at }, state) => transfereeLeft(state, at),
};

const endNumber = (state: CollectingNumber, at: number): Decision =>
  state.digits === '' ? tryFailed(state, at) : resolve(state, at);

const resolve = ({ transferor, digits }: CollectingNumber, at: number): Decision => {
  const deadlineAt = at + limits.resolvingMs;
  return {
    events: [{ type: 'NumberEntered', asked: digits, deadlineAt, at }],
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
  return cause === null
    ? returnToTransferee(state, at)
    : all(failed(cause, at), returnToTransferee({ ...state, cause }, at));
};

const askAgain = (state: CollectingNumber | ResolvingNumber, at: number): Decision => {
  const deadlineAt = at + state.transferor.account.profile.firstDigitMs;
  return {
    events: [{ type: 'NumberAskedAgain', deadlineAt, at }],
    commands: [playToHeld(promptTo(state, 'try-again')), wakeAt(deadlineAt)],
  };
};
