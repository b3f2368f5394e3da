import type { Leg } from './call.ts';
import { arrange, promptTo, talking, tell, tone } from './hearing.ts';
import { limits } from './limits.ts';
import type { Command, Decision, Event, FailureCause } from './messages.ts';
import { type Transfer, targetLegIdOf } from './state.ts';

/** A timer for the state's deadline; it replaces the one before. */
export const wakeAt = (dueAt: number): Command => ({ type: 'StartTimer', name: 'deadline', dueAt });

/** End the target's leg, where there is one: BYE, or CANCEL while it rings. */
export const hangUpTarget = (transfer: Transfer): Command[] => {
  const legId = targetLegIdOf(transfer);
  return legId === null ? [] : [{ type: 'HangUp', legId }];
};

/** The target of a transfer that is given up before its answer; its answer may be on the way. */
export const cancelledLegIdOf = (transfer: Transfer): string | null =>
  transfer.status === 'TargetRinging' || transfer.status === 'TargetRingingUnattended'
    ? transfer.targetLegId
    : null;

/** Several decisions taken at once. */
export const both = (first: Decision, second: Decision): Decision => ({
  events: [...first.events, ...second.events],
  commands: [...first.commands, ...second.commands],
});

/** Say why the target was not reached. */
export const failed = (cause: FailureCause, at: number, sipStatus = 0): Event => ({
  type: 'TransferFailed',
  cause,
  sipStatus,
  at,
});

/** Transferor and transferee talk again. */
export const reunite = (transfer: Transfer, at: number): Decision => {
  const { transferor, transferee } = transfer;
  return {
    events: [{ type: 'TransferReturned', cancelledLegId: cancelledLegIdOf(transfer), at }],
    commands: [
      arrange(...talking(transferor, transferee)),
      { type: 'Bridge', legId: transferor.legId, partnerLegId: transferee.legId },
    ],
  };
};

/** The transferor wants the transferee back; a target that he has called goes. */
export const returnToTransferee = (transfer: Transfer, at: number): Decision =>
  both(reunite(transfer, at), { events: [], commands: hangUpTarget(transfer) });

/** Tell the transferor why there is no target, while the transferee hears music on. He gets him back afterwards. */
export const explainFailure = (
  { transferor }: Transfer,
  { cause, sipStatus }: { cause: FailureCause; sipStatus: number },
  at: number,
): Decision => {
  const prompt = promptFor(cause);
  const deadlineAt = at + limits.messageMs;
  return {
    events: [failed(cause, at, sipStatus), { type: 'FailureExplained', prompt, deadlineAt, at }],
    commands: [tell(transferor, prompt, transferor.account.language), wakeAt(deadlineAt)],
  };
};

const promptFor = (cause: FailureCause): string => {
  switch (cause) {
    case 'busy':
    case 'no-answer':
    case 'rejected':
    case 'unavailable':
      return `target-${cause}`;
    case 'unknown-number':
    case 'not-allowed':
      return 'target-unavailable';
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
  return {
    events: [{ type: 'TransferorLeftAlone', deadlineAt, at }],
    commands: [arrange(tone(transfer.transferor, 'busy')), ...hangUpTarget(transfer), wakeAt(deadlineAt)],
  };
};

/** Nothing is left to do but to hang up whom the transfer has kept. */
export const end = (transfer: Transfer, at: number, ...hangUp: readonly { legId: string }[]): Decision => ({
  events: [{ type: 'TransferEnded', cancelledLegId: cancelledLegIdOf(transfer), at }],
  commands: [...hangUp.map(({ legId }): Command => ({ type: 'HangUp', legId })), ...hangUpTarget(transfer)],
});

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
    commands: [arrange(promptTo(transferor, 'try-again')), wakeAt(deadlineAt)],
  };
};
