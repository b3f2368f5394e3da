import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { Bus } from './bus.ts';
import { type ConsumerSpec, ensureConsumer, OWNER_GROUP, PULL_EXPIRES_MS } from './ensure-consumer.ts';
import type { Log } from './log.ts';
import { Takeover } from './takeover.ts';

/** Messages asked for at a time. */
const BATCH = 256;
const RESTART_MS = 500;
/** A process that dies while it stops leaves its partitions paused no longer than this. */
const LONGEST_PAUSE_MS = 5_000;
/** What the server has sent before a pause arrives within this. */
const ARRIVAL_MS = 500;

/** Keeps pulling messages from one consumer, through server restarts and even the consumer's deletion. */
export class Puller {
  readonly #bus: Bus;
  readonly #spec: ConsumerSpec;
  readonly #log: Log;
  readonly #takeover: Takeover;
  readonly #done: Promise<void>;
  #messages: ConsumerMessages | undefined;
  #stopped = false;

  constructor(bus: Bus, spec: ConsumerSpec, accept: (message: JsMsg) => void, log: Log) {
    this.#bus = bus;
    this.#spec = spec;
    this.#log = log;
    this.#takeover = new Takeover(bus, spec, accept, log);
    this.#done = this.#run();
  }

  /**
   * Get no more messages. An owner keeps its partition, so that nobody gets what comes next before what was
   * delivered here is handled.
   */
  async pause(): Promise<void> {
    if (!this.#takeover.owner) return this.stop();
    const { stream, durable } = this.#spec;
    const { consumers } = this.#bus.jsm;
    try {
      await consumers.pause(stream, durable, new Date(Date.now() + LONGEST_PAUSE_MS));
      const { delivered } = await consumers.info(stream, durable);
      const deadline = Date.now() + ARRIVAL_MS;
      while (this.#takeover.lastDelivery < delivered.consumer_seq && Date.now() < deadline) await delay(1);
      await this.#takeover.settled();
    } catch (error) {
      this.#log.warn({ err: error, consumer: durable }, 'partition not paused');
    }
  }

  /** Messages may have been lost on their way here, with the connection: they come again, but later. */
  reconnected(): void {
    if (!this.#stopped && this.#takeover.owner) this.#takeover.suspect();
  }

  /** Take nothing more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#messages?.close();
    await this.#done;
  }

  /** Let another replica own the partition at once, rather than after a silence. */
  async release(): Promise<void> {
    if (!this.#takeover.owner) return;
    const { stream, durable } = this.#spec;
    const { consumers } = this.#bus.jsm;
    try {
      await consumers.unpin(stream, durable, OWNER_GROUP);
      await consumers.resume(stream, durable);
    } catch (error) {
      this.#log.warn({ err: error, consumer: durable }, 'partition not released');
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const ended = await this.#pull();
        if (ended) throw ended;
      } catch (error) {
        if (this.#stopped || this.#bus.nc.isClosed() || this.#bus.nc.isDraining()) return;
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
      abort_on_missing_resource: true,
      callback: (message) => this.#takeover.receive(message),
      ...(exclusive ? { group: OWNER_GROUP } : {}),
    });
    this.#messages = messages;
    if (this.#stopped) messages.stop();
    this.#watch(messages);
    return (await messages.closed()) as undefined | Error;
  }

  async #watch(messages: ConsumerMessages): Promise<void> {
    for await (const { type } of messages.status()) {
      if (type === 'consumer_unpinned') this.#takeover.lost();
    }
  }
}
