import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { Bus } from './bus.ts';
import { type ConsumerSpec, ensureConsumer, OWNER_GROUP, PULL_EXPIRES_MS } from './ensure-consumer.ts';
import type { Log } from './log.ts';

/** Messages asked for at a time. */
const BATCH = 256;
const RESTART_MS = 500;

/** Keeps pulling messages from one consumer, through server restarts and even the consumer's deletion. */
export class Puller {
  readonly #bus: Bus;
  readonly #spec: ConsumerSpec;
  readonly #accept: (message: JsMsg) => void;
  readonly #log: Log;
  readonly #done: Promise<void>;
  #messages: ConsumerMessages | undefined;
  #owner = false;
  #stopped = false;

  constructor(bus: Bus, spec: ConsumerSpec, accept: (message: JsMsg) => void, log: Log) {
    this.#bus = bus;
    this.#spec = spec;
    this.#accept = accept;
    this.#log = log;
    this.#done = this.#run();
  }

  /** Take no more messages. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#messages?.close();
    await this.#done;
  }

  /** Let another replica own the partition at once, rather than after a silence. */
  async release(): Promise<void> {
    if (!this.#owner) return;
    const { stream, durable } = this.#spec;
    await this.#bus.jsm.consumers.unpin(stream, durable, OWNER_GROUP);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const ended = await this.#pull();
        if (ended) throw ended;
      } catch (error) {
        if (this.#stopped || this.#bus.nc.isClosed()) return;
        this.#log.warn({ err: error, consumer: this.#spec.durable }, 'consumer lost, starting it again');
        await delay(RESTART_MS);
        await ensureConsumer(this.#bus, this.#spec).catch(() => {});
      }
    }
  }

  /** Resolves when pulling has ended, with the error that ended it. */
  async #pull(): Promise<undefined | Error> {
    const { stream, durable, exclusive } = this.#spec;
    const consumer = await this.#bus.js.consumers.get(stream, durable);
    if (this.#stopped) return undefined;
    const messages = await consumer.consume({
      max_messages: BATCH,
      expires: PULL_EXPIRES_MS,
      callback: this.#accept,
      ...(exclusive ? { group: OWNER_GROUP } : {}),
    });
    this.#messages = messages;
    if (this.#stopped) messages.stop();
    this.#watchOwnership(messages);
    return (await messages.closed()) as undefined | Error;
  }

  async #watchOwnership(messages: ConsumerMessages): Promise<void> {
    const { stream, durable } = this.#spec;
    for await (const { type } of messages.status()) {
      if (type === 'consumer_pinned') this.#owner = true;
      else if (type === 'consumer_unpinned') this.#owner = false;
      else continue;
      this.#log.info({ stream, consumer: durable, owner: this.#owner }, 'partition changed hands');
    }
  }
}
