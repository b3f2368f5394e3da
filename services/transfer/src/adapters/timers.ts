import {
  type Bus,
  type Delivery,
  type FiredTimer,
  partitionOf,
  publish,
  type Timers,
} from '@cordboard/messaging';
import type { Input } from '../domain/messages.ts';

/** The last word of the subject under which a timer comes back. */
export const TIMER_DUE = 'transfer-timer-due';

interface TimerDue {
  /** Milliseconds since 1970 for which the timer was started; its name for the decider. */
  dueAt: number;
}

/** Start a timer of a call, or replace the one of that name. It outlives every process. */
export const startTimer = (
  timers: Timers,
  callId: string,
  { name, dueAt }: { name: string; dueAt: number },
): Promise<void> => {
  const payload: TimerDue = { dueAt };
  return timers.schedule({ key: callId, name, at: dueAt, payload });
};

/**
 * Put a timer that has fired in line behind the facts of its call. It comes from another stream, and after an outage
 * would overtake keys that were pressed before it was due: a number would be dialled without its last digits.
 */
export const queueTimer = (bus: Bus, { key: callId, id, payload }: FiredTimer): Promise<void> =>
  publish(bus, {
    subject: `call.${partitionOf(callId)}.${callId}.${TIMER_DUE}`,
    data: JSON.stringify(payload),
    id: `${callId}:${id}`,
  });

/** The timer's turn has come. */
export const toTimerDue = (delivery: Delivery): Input => {
  const { dueAt } = delivery.json<TimerDue>();
  return { type: 'TimerDue', dueAt, at: Date.now() };
};
