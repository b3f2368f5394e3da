import { setTimeout as delay } from 'node:timers/promises';
import type { JsMsg } from '@nats-io/jetstream';
import type { Bus } from './bus.ts';
import type { ConsumerSpec } from './ensure-consumer.ts';
import { ACK_WAIT_MS } from './inbound.ts';
import type { Log } from './log.ts';

/** The server names the present owner of a partition in each message. */
const PIN_HEADER = 'Nats-Pin-Id';
/** By then everything that somebody else had and did not acknowledge has been delivered again. */
const SETTLED_AFTER_MS = ACK_WAIT_MS + 500;
const ASK_EVERY_MS = 10;

/**
 * Order across a change of hands. What the last owner of a partition (or this process, over a connection that broke) was
 * given and did not acknowledge comes again, but after newer messages, or in another order. So the first messages of a new
 * owner are kept back until nothing older is missing, and are then passed on in the stream's order.
 */
export class Takeover {
  readonly #bus: Bus;
  readonly #spec: ConsumerSpec;
  readonly #accept: (message: JsMsg) => void;
  readonly #log: Log;
  #pin = '';
  /** Messages kept back, by stream sequence, while it is not known whether older ones are missing. */
  #keptBack: Map<number, JsMsg> | undefined;
  #settling: Promise<void> = Promise.resolve();
  lastDelivery = 0;

  constructor(bus: Bus, spec: ConsumerSpec, accept: (message: JsMsg) => void, log: Log) {
    this.#bus = bus;
    this.#spec = spec;
    this.#accept = accept;
    this.#log = log;
  }

  /** Whether the last message that came made this process the owner. */
  get owner(): boolean {
    return this.#pin !== '';
  }

  lost(): void {
    this.#pin = '';
  }

  /** Resolves when nothing is kept back. */
  settled(): Promise<void> {
    return this.#settling;
  }

  receive(message: JsMsg): void {
    this.lastDelivery = message.info.deliverySequence;
    const pin = message.headers?.get(PIN_HEADER) ?? '';
    if (pin !== this.#pin) {
      this.#pin = pin;
      this.#log.info({ stream: this.#spec.stream, consumer: this.#spec.durable }, 'partition taken over');
      this.suspect();
    }
    if (this.#keptBack) this.#keptBack.set(message.seq, message);
    else this.#accept(message);
  }

  /** Older messages may be missing from now on. */
  suspect(): void {
    if (this.#keptBack) return;
    const keptBack = new Map<number, JsMsg>();
    this.#keptBack = keptBack;
    this.#settling = this.#settle(keptBack);
  }

  async #settle(keptBack: Map<number, JsMsg>): Promise<void> {
    const deadline = Date.now() + SETTLED_AFTER_MS;
    await undefined; // so that the message that made us suspicious is counted
    while (Date.now() < deadline) {
      // Counted before the question, so that what comes meanwhile cannot pass for what is missing.
      const here = keptBack.size;
      if ((await this.#unacknowledged()) <= here) break;
      await delay(ASK_EVERY_MS);
    }
    this.#keptBack = undefined;
    for (const sequence of [...keptBack.keys()].sort((a, b) => a - b)) this.#accept(keptBack.get(sequence)!);
  }

  /** Messages that were delivered, to anybody, and not acknowledged. */
  async #unacknowledged(): Promise<number> {
    try {
      return (await this.#bus.jsm.consumers.info(this.#spec.stream, this.#spec.durable)).num_ack_pending;
    } catch {
      return Number.POSITIVE_INFINITY;
    }
  }
}
