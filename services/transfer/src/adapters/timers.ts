import {
  type Bus,
  type Delivery,
  type FiredTimer,
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
  readonly #timers: Timers;
  readonly #pending = new LRUCache<string, number>({ max: REMEMBERED });

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  async start(callId: string, { name, dueAt }: { name: string; dueAt: number }): Promise<void> {
    const id = `${callId} ${name}`;
    const pending = this.#pending.get(id) ?? 0;
    if (name === 'deadline' && pending > Date.now() && pending <= dueAt) return;
    const payload: Due = { dueAt };
    await this.#timers.schedule({ key: callId, name, at: dueAt, payload });
    this.#pending.set(id, dueAt);
  }
}

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
