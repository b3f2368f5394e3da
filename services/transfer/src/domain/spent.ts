import type { Durations, Spent, State, Transfer } from './state.ts';

/** Nothing yet. */
export const spentNothing = (since: number): Spent => ({ since, ringMs: 0, consultationMs: 0, holdMs: 0 });

/** What a transfer has spent when its state ends. */
export const spentUntil = ({ status, spent }: Transfer, at: number): Spent => {
  const ms = Math.max(0, at - spent.since);
  return {
    since: Math.max(spent.since, at), // what comes late must not make a time count twice
    ringMs: spent.ringMs + (isRinging(status) ? ms : 0),
    consultationMs: spent.consultationMs + (isConsultation(status) ? ms : 0),
    holdMs: spent.holdMs + (isHold(status) ? ms : 0),
  };
};

/** What `TransferEnded` says of a transfer that ends now. */
export const durationsOf = (transfer: Transfer, at: number): Durations => {
  const { ringMs, consultationMs, holdMs } = spentUntil(transfer, at);
  return { durationMs: Math.max(0, at - transfer.startedAt), ringMs, consultationMs, holdMs };
};

/** The target's phone rings. */
const isRinging = (status: State['status']): boolean =>
  status === 'TargetRinging' || status === 'TargetRingingReferred' || status === 'TargetRingingUnattended';

/** Transferor and target talk. */
const isConsultation = (status: State['status']): boolean =>
  status === 'Consulting' || status === 'Conferring';

/** The transferee waits. */
const isHold = (status: State['status']): boolean => status !== 'Conferring' && status !== 'TransferorAlone';
