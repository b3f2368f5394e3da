import { DeadlineExceeded, now } from '../clock.ts';

/** What a phone tells of itself. */
export type PhoneEventType =
  | 'registered'
  | 'registration-failed'
  | 'incoming'
  | 'ringing'
  | 'early-media'
  | 'answered'
  | 'closed'
  | 'offered';

/** One event of a phone. */
export interface PhoneEvent {
  /** Milliseconds since 1970. */
  at: number;
  /**
   * `incoming`: its phone rings. `ringing` (180), `early-media` (183): of a call that it placed. `answered`: the call
   * is established. `closed`: it is over, `detail` says why. `offered`: the far end renegotiated (re-INVITE or UPDATE).
   */
  type: PhoneEventType;
  /** SIP Call-ID; empty for registrations. */
  callId: string;
  /** Who is at the other end, as the phone would show it: address and display name. */
  peer: string;
  peerName: string;
  /** Status and reason, or what baresip adds. */
  detail: string;
}

interface Waiter {
  types: readonly PhoneEventType[];
  resolve: (event: PhoneEvent) => void;
}

/**
 * A phone's events, and waiting for them without races.
 *
 * An event satisfies one wait: the oldest event of the type that no wait has taken yet counts, also if it came before
 * the wait began. So a test says what must happen in any order that suits it, and no event is missed or counted twice.
 */
export class EventLog {
  readonly all: PhoneEvent[] = [];
  readonly #owner: string;
  readonly #untaken: PhoneEvent[] = [];
  readonly #waiters: Waiter[] = [];

  /** @param owner - Whose events, for messages. */
  constructor(owner: string) {
    this.#owner = owner;
  }

  record(event: PhoneEvent): void {
    this.all.push(event);
    const index = this.#waiters.findIndex(({ types }) => types.includes(event.type));
    const [waiter] = index < 0 ? [] : this.#waiters.splice(index, 1);
    if (waiter) waiter.resolve(event);
    else this.#untaken.push(event);
  }

  /** Events that no wait has taken are as if taken: a new scene begins. */
  forget(): void {
    this.#untaken.length = 0;
  }

  /**
   * Wait for an event of one of these types.
   *
   * @param withinMs - Milliseconds.
   * @throws {DeadlineExceeded} Says what came instead.
   */
  async waitFor(types: readonly PhoneEventType[], withinMs: number): Promise<PhoneEvent> {
    const index = this.#untaken.findIndex((event) => types.includes(event.type));
    const [early] = index < 0 ? [] : this.#untaken.splice(index, 1);
    if (early) return early;
    const since = now();
    const { promise, resolve, reject } = Promise.withResolvers<PhoneEvent>();
    const waiter: Waiter = { types, resolve };
    this.#waiters.push(waiter);
    const timer = setTimeout(() => {
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
      reject(
        new DeadlineExceeded(
          `${this.#owner}: no "${types.join('" or "')}" within ${withinMs} ms; ${this.#story(since)}`,
        ),
      );
    }, withinMs);
    return promise.finally(() => clearTimeout(timer));
  }

  #story(zero: number): string {
    const lines = this.all
      .slice(-8)
      .map((e) => `${(e.at - zero).toFixed(0)} ms ${e.type} ${e.peer} ${e.detail}`);
    return `its last events:\n  ${lines.join('\n  ')}`;
  }
}
