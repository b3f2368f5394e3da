import { setTimeout as delay } from 'node:timers/promises';
import {
  type Bus,
  type Delivery,
  type FiredTimer,
  onStatus,
  partitionOf,
  publish,
  type Timers,
} from '@cordboard/messaging';
import { LRUCache } from 'lru-cache';
import type { Input } from '../domain/messages.ts';

/** The last word of the subject under which a timer comes back. */
export const TIMER_DUE = 'transfer-timer-due';

interface Due {
  /** Milliseconds since 1970 for which the timer was started; its name for the decider. */
  dueAt: number;
}

/** What call-control passes on. */
interface TimerDue extends Due {
  /** Milliseconds since 1970 when it fired. */
  at: number;
}

/** How many timers are remembered as pending; one that is forgotten is just started again. */
const REMEMBERED = 10_000;

/**
 * The timers of the calls. They outlive every process. A deadline's timer that is already pending for an earlier time is
 * left as it is: the decider knows its deadline, and starts the timer again when it comes early. So each digit of a number moves the
 * deadline without a message.
 */
export class CallTimers {
  readonly #timers: Pick<Timers, 'schedule'>;
  /** By callId, milliseconds since 1970. */
  readonly #deadlines = new LRUCache<string, number>({ max: REMEMBERED });

  constructor(timers: Pick<Timers, 'schedule'>) {
    this.#timers = timers;
  }

  async start(callId: string, { name, dueAt }: { name: string; dueAt: number }): Promise<void> {
    const isDeadline = name === 'deadline';
    const pending = this.#deadlines.get(callId) ?? 0;
    if (isDeadline && pending > Date.now() && pending <= dueAt) return;
    const payload: Due = { dueAt };
    await this.#timers.schedule({ key: callId, name, at: dueAt, payload });
    if (isDeadline) this.#deadlines.set(callId, dueAt);
  }

  /** A timer of this call has come back, be it early by our own clock, or another process may have started one in its place. */
  forget(callId: string): void {
    this.#deadlines.delete(callId);
  }

  forgetAll(): void {
    this.#deadlines.clear();
  }
}

/** Kamailio's client tries again every two seconds where NATS was away; what was pressed meanwhile waits there. */
const KAMAILIO_RECONNECTS_WITHIN_MS = 2_500;

/** @returns What resolves when Kamailio must have told what it kept while NATS was away. */
export const afterReconnection = (bus: Bus): (() => Promise<void>) => {
  let settledAt = 0;
  void onStatus(bus, ['reconnect'], () => {
    settledAt = performance.now() + KAMAILIO_RECONNECTS_WITHIN_MS;
  });
  return async () => {
    const left = settledAt - performance.now();
    if (left > 0) await delay(left);
  };
};

/**
 * Put a timer that has fired in line behind what Kamailio has said of its call; call-control passes it on behind its own facts. It
 * comes from another stream, and while one of us is down would overtake keys that were pressed before it was due: a number would be
 * dialled without its last digits.
 */
export const queueTimer = (bus: Bus, { key: callId, id, payload }: FiredTimer): Promise<void> =>
  publish(bus, {
    subject: `sip.transfer.${partitionOf(callId)}.${callId}.timer-due`,
    data: JSON.stringify({ ...(payload as Due), at: Date.now() } satisfies TimerDue),
    id: `${callId}:${id}`,
  });

/** The timer's turn has come. */
export const toTimerDue = (delivery: Delivery): Input => {
  const { dueAt } = delivery.json<TimerDue>();
  return { type: 'TimerDue', dueAt, at: Date.now() };
};
