import { setTimeout as delay } from 'node:timers/promises';
import type { JsMsg } from '@nats-io/jetstream';
import type { Bus } from './bus.ts';
import { buryMessage } from './dead-letters.ts';
import { type Delivery, JetStreamDelivery, MalformedMessage } from './delivery.ts';
import { KeyedQueue } from './keyed-queue.ts';
import type { Log } from './log.ts';
import { inTraceOf, type Origin } from './trace.ts';

/** JetStream delivers a message again that was not acknowledged for so long: its process is dead. */
export const ACK_WAIT_MS = 1_500;
/** How often the deadline of what is still in hand is put off. */
const EXTEND_EVERY_MS = 500;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 5_000;

/** What a consumer does with its messages; limits with their defaults. */
export type Handling = {
  key: (delivery: Delivery) => string;
  handle: (delivery: Delivery) => Promise<void>;
  log: Log;
  /** The trace of a message that brings none. Default: it begins one. Asked only while something traces. */
  origin?: (delivery: Delivery) => Origin | Promise<Origin>;
  /** Keys handled at the same time. Default 256. */
  concurrency?: number;
  /** Milliseconds for which handling that fails is tried again, in place. Default 60,000. */
  retryForMs?: number;
  /** Deliveries after which a message is given up that its handler's process never survives. Default 10. */
  maxDeliveries?: number;
};

type Held = { message: JsMsg; since: number };

/**
 * Messages between their delivery and their acknowledgement. Those of one key are handled one after another; one that
 * fails is tried again in place, while its key waits, so that the key's order is kept whatever happens.
 */
export class Inbound {
  readonly #bus: Bus;
  readonly #handling: Required<Handling>;
  readonly #queue: KeyedQueue;
  readonly #held = new Map<string, Held>();
  readonly #extender: NodeJS.Timeout;
  readonly #stopping = new AbortController();
  /** Keys with a message given back while stopping: what follows it must go back too. */
  readonly #givenBack = new Set<string>();

  constructor(bus: Bus, handling: Handling) {
    this.#bus = bus;
    this.#handling = {
      concurrency: 256,
      retryForMs: 60_000,
      maxDeliveries: 10,
      origin: () => ({}),
      ...handling,
    };
    this.#queue = new KeyedQueue(this.#handling.concurrency);
    this.#extender = setInterval(() => this.#extendDeadlines(), EXTEND_EVERY_MS);
  }

  /** Take a message in. One that is in hand already, delivered again, only renews its acknowledgement. */
  accept(message: JsMsg): void {
    const delivery = new JetStreamDelivery(message);
    const held = this.#held.get(delivery.id);
    if (held) {
      held.message = message;
      return;
    }
    this.#held.set(delivery.id, { message, since: Date.now() });
    const key = this.#keyOf(delivery);
    this.#queue.run(key, () => this.#process(key, delivery));
  }

  /** Finish what is in hand; messages whose handling fails go back to the stream. */
  async drain(): Promise<void> {
    this.#stopping.abort();
    await this.#queue.idle();
    clearInterval(this.#extender);
  }

  /** A message that has no key fails in its own place, under its own subject. */
  #keyOf(delivery: Delivery): string {
    try {
      return this.#handling.key(delivery);
    } catch {
      return delivery.subject;
    }
  }

  async #process(key: string, delivery: JetStreamDelivery): Promise<void> {
    const handled = !this.#givenBack.has(key) && (await this.#handleOrBury(delivery));
    const message = this.#held.get(delivery.id)?.message;
    this.#held.delete(delivery.id);
    if (handled) {
      message?.ack();
    } else {
      this.#givenBack.add(key);
      message?.nak();
    }
  }

  /** @returns false where the process stops before the message was dealt with. */
  async #handleOrBury(delivery: JetStreamDelivery): Promise<boolean> {
    const { retryForMs, maxDeliveries, log } = this.#handling;
    const deliveries = this.#held.get(delivery.id)?.message.info.deliveryCount ?? 1;
    if (deliveries > maxDeliveries)
      return this.#bury(delivery, `delivered ${deliveries} times without an end`);
    const giveUpAt = Date.now() + retryForMs;
    for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)) {
      try {
        await this.#handle(delivery);
        return true;
      } catch (error) {
        const poison = error instanceof MalformedMessage;
        if (poison || Date.now() + retryMs > giveUpAt) return this.#bury(delivery, describe(error));
        log.warn(
          { err: error, subject: delivery.subject, id: delivery.id, retryMs },
          'handling failed, trying again',
        );
      }
      if (!(await this.#pause(retryMs))) return false;
    }
  }

  #handle(delivery: JetStreamDelivery): Promise<void> {
    const { key, handle, origin } = this.#handling;
    const handling = async () => {
      key(delivery);
      await handle(delivery);
    };
    return inTraceOf(delivery.headers, delivery.subject, handling, () => origin(delivery));
  }

  /** A message is given up only once it is safe among the dead letters. */
  async #bury(delivery: JetStreamDelivery, reason: string): Promise<boolean> {
    const { log } = this.#handling;
    const { stream, consumer } = this.#held.get(delivery.id)!.message.info;
    for (;;) {
      try {
        await buryMessage(this.#bus, { stream, consumer, delivery, reason });
        log.error(
          { subject: delivery.subject, id: delivery.id, reason },
          'message given up, kept as a dead letter',
        );
        return true;
      } catch (error) {
        log.error({ err: error, id: delivery.id }, 'dead letter not stored, trying again');
      }
      if (!(await this.#pause(LONGEST_RETRY_MS))) return false;
    }
  }

  /** @returns false where the process is to stop, now or during the pause. */
  async #pause(ms: number): Promise<boolean> {
    try {
      await delay(ms, undefined, { signal: this.#stopping.signal });
      return true;
    } catch {
      return false;
    }
  }

  #extendDeadlines(): void {
    const before = Date.now() - EXTEND_EVERY_MS;
    for (const { message, since } of this.#held.values()) {
      if (since <= before) message.working();
    }
  }
}

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
