import type { Leg } from './call.ts';
import { arrange, playToHeld, promptTo, talking, tell, tone } from './hearing.ts';
import { limits } from './limits.ts';
import { type Command, type Decision, type FailureCause, nothing } from './messages.ts';
import { deadlineOf, type State, type Transfer, targetLegIdOf } from './state.ts';

/** A timer for the state's deadline; it replaces the one before. */
export const wakeAt = (dueAt: number): Command => ({ type: 'StartTimer', name: 'deadline', dueAt });

/** The state's own deadline is still to come. */
export const wakeAgain = (state: State): Decision => {
  const dueAt = state.status === 'Idle' ? null : deadlineOf(state);
  return dueAt === null ? nothing : { events: [], commands: [wakeAt(dueAt)] };
};

/** End the target's leg, where there is one: BYE, or CANCEL while it rings, which its answer may be crossing. */
export const dismissTarget = (transfer: Transfer, at: number): Decision => {
  const legId = targetLegIdOf(transfer);
  if (legId === null) return nothing;
  return {
    events: transfer.status === 'Consulting' ? [] : [{ type: 'TargetCancelled', legId, at }],
    commands: [{ type: 'HangUp', legId }],
  };
};

/** Several decisions taken at once. */
export const all = (...decisions: readonly Decision[]): Decision => ({
  events: decisions.flatMap(({ events }) => events),
  commands: decisions.flatMap(({ commands }) => commands),
});

/** Say why the target was not reached; what follows is said beside it. */
export const failed = (cause: FailureCause, at: number, sipStatus = 0): Decision => ({
  events: [{ type: 'TransferFailed', cause, sipStatus, at }],
  commands: [],
});

/** Transferor and transferee talk again. */
export const reunite = (transfer: Transfer, at: number): Decision => {
  const { transferor, transferee } = transfer;
  return {
    events: [{ type: 'TransferReturned', at }],
    commands: [
      arrange(...talking(transferor, transferee)),
      { type: 'Bridge', legId: transferor.legId, partnerLegId: transferee.legId },
    ],
  };
};

/** The transferor wants the transferee back; a target that he has called goes. */
export const returnToTransferee = (transfer: Transfer, at: number): Decision =>
  all(reunite(transfer, at), dismissTarget(transfer, at));

/** Tell the transferor why there is no target, while the transferee hears music on. He gets him back afterwards. */
export const explainFailure = (
  { transferor }: Transfer,
  { cause, sipStatus }: { cause: FailureCause; sipStatus: number },
  at: number,
): Decision => {
  const prompt = promptFor(cause);
  const deadlineAt = at + limits.messageMs;
  return all(failed(cause, at, sipStatus), {
    events: [{ type: 'FailureExplained', prompt, deadlineAt, at }],
    commands: [tell(transferor, prompt, transferor.account.language), wakeAt(deadlineAt)],
  });
};

/** The catalogue's name of the message that tells a cause. */
const promptFor = (cause: FailureCause): string => {
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

/** The catalogue's name of the message to a transferee whom nobody could take. */
export const apology = 'apology';

/** Nobody is left for the transferee: apologise to him in the language of the house, then let him go. */
export const apologise = ({ transferor, transferee }: Transfer, at: number): Decision => {
  const deadlineAt = at + limits.messageMs;
  return {
    events: [{ type: 'ApologyGiven', deadlineAt, at }],
    commands: [tell(transferee, apology, transferor.account.language), wakeAt(deadlineAt)],
  };
};

/** The transferee has gone while the transferor waited for him: busy tone, for a while, and no target any more. */
export const leaveTransferorAlone = (transfer: Transfer, at: number): Decision => {
  const deadlineAt = at + limits.busyToneMs;
  return all(
    {
      events: [{ type: 'TransferorLeftAlone', deadlineAt, at }],
      commands: [arrange(tone(transfer.transferor, 'busy')), wakeAt(deadlineAt)],
    },
    dismissTarget(transfer, at),
  );
};

/** Nothing is left to do but to hang up whom the transfer has kept. */
export const end = (transfer: Transfer, at: number, ...kept: readonly Leg[]): Decision =>
  all(
    {
      events: [{ type: 'TransferEnded', at }],
      commands: kept.map(({ legId }) => ({ type: 'HangUp', legId })),
    },
    dismissTarget(transfer, at),
  );

/** Transferee and target talk, and belong together from now on: the transfer is done. */
export const join = ({ transferee }: Transfer, target: Leg, at: number): Decision => ({
  events: [{ type: 'TransferCompleted', targetLegId: target.legId, at }],
  commands: [
    arrange(...talking(transferee, target)),
    { type: 'Bridge', legId: transferee.legId, partnerLegId: target.legId },
  ],
});

/** The message that is playing has a known end now: the state ends with it. */
export const audioTimed = ({ durationMs, at }: { durationMs: number; at: number }): Decision => {
  const deadlineAt = at + durationMs + limits.messageMarginMs;
  return { events: [{ type: 'AudioTimed', deadlineAt, at }], commands: [wakeAt(deadlineAt)] };
};

/** Ask the transferor for a number once more. */
export const askAgain = ({ transferor }: Transfer, at: number): Decision => {
  const deadlineAt = at + transferor.account.profile.firstDigitMs;
  return {
    events: [{ type: 'NumberAskedAgain', deadlineAt, at }],
    commands: [playToHeld(promptTo(transferor, 'try-again')), wakeAt(deadlineAt)],
  };
};
