import { setTimeout as pause } from 'node:timers/promises';
import { Unanswered } from '@cordboard/test/sip/transport';
import type { Desk } from '../tenant.ts';
import { StepMissed } from '../within.ts';

/** How a load went. */
export interface Outcome<T> {
  readonly offered: number;
  readonly completed: readonly T[];
  /** Reasons, with how often each was met. */
  readonly failures: ReadonlyMap<string, number>;
  /** Seconds from the first call's beginning to the last one's end. */
  readonly seconds: number;
}

/** Counts how calls end. */
export class Tally<T> {
  readonly #begun = performance.now();
  readonly #completed: T[] = [];
  readonly #failures = new Map<string, number>();

  /** @throws What is no failure of a call. */
  async count(call: Promise<T>): Promise<boolean> {
    try {
      this.#completed.push(await call);
      return true;
    } catch (error) {
      if (!(error instanceof StepMissed || error instanceof Unanswered)) throw error;
      this.#failures.set(error.message, (this.#failures.get(error.message) ?? 0) + 1);
      return false;
    }
  }

  outcome(): Outcome<T> {
    const failed = [...this.#failures.values()].reduce((sum, times) => sum + times, 0);
    return {
      offered: this.#completed.length + failed,
      completed: this.#completed,
      failures: this.#failures,
      seconds: (performance.now() - this.#begun) / 1000,
    };
  }
}

/**
 * Begins calls at a fixed rate, however long each takes and however many fail: what a network is offered does not wait
 * for it. A desk at which a call failed is not used again, as late messages of it may still come.
 *
 * @param perSecond - Calls begun in a second.
 * @param seconds - How long calls are begun. It returns when the last one has ended.
 */
export const offer = async <T>(
  perSecond: number,
  seconds: number,
  desks: readonly Desk[],
  call: (desk: Desk) => Promise<T>,
): Promise<Outcome<T>> => {
  const free = [...desks];
  const tally = new Tally<T>();
  const begin = async (): Promise<void> => {
    const desk = free.shift();
    if (desk === undefined)
      return void (await tally.count(Promise.reject(new StepMissed('no phone is free'))));
    if (await tally.count(call(desk))) free.push(desk);
  };
  const start = performance.now();
  const running: Promise<void>[] = [];
  for (let begun = 0; begun < perSecond * seconds; begun++) {
    await pause(Math.max(0, start + (begun * 1000) / perSecond - performance.now()));
    running.push(begin());
  }
  await Promise.all(running);
  return tally.outcome();
};
