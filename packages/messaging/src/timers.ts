import type { Bus } from './bus.ts';
import { type Consumption, consume } from './consume.ts';
import type { Delivery } from './delivery.ts';
import { ensureStream } from './ensure-stream.ts';
import type { Log } from './log.ts';
import { type StreamDefinition, streams } from './streams.ts';
import { withTrace } from './trace.ts';

/** A timer that has fired. */
export type FiredTimer = {
  key: string;
  name: string;
  /** Milliseconds since 1970 for which it was scheduled. */
  at: number;
  payload: unknown;
  /** The same for each delivery of this firing. */
  id: string;
};

type Body = { at: number; payload: unknown };

/**
 * Timers that outlive every process: messages that JetStream delivers at their time. One timer for each owner, key and name:
 * scheduling it again replaces it. A timer that has been handled or cancelled leaves nothing behind.
 */
export class Timers {
  readonly #bus: Bus;
  readonly #stream: string;
  readonly #owner: string;

  /** @param owner - The service that schedules the timers and consumes them; one word of a subject. */
  constructor(bus: Bus, { stream = streams.timers, owner }: { stream?: StreamDefinition; owner: string }) {
    this.#bus = bus;
    this.#stream = stream.name;
    this.#owner = owner;
  }

  /**
   * Fire at a time, or at once where it has passed; lateness is a few milliseconds.
   *
   * @param at - Milliseconds since 1970.
   * @param payload - Anything that JSON can hold.
   */
  async schedule({
    key,
    name,
    at,
    payload,
  }: {
    key: string;
    name: string;
    at: number;
    payload: unknown;
  }): Promise<void> {
    const headers = withTrace();
    const body: Body = { at, payload };
    await this.#bus.connected();
    await this.#bus.js.publish(waitingSubject(this.#owner, key, name), JSON.stringify(body), {
      schedule: { specification: new Date(at), target: firedSubject(this.#owner, key, name) },
      ...(headers ? { headers } : {}),
    });
  }

  /** Cancel a timer. One that has fired, or never was, is no error. */
  async cancel({ key, name }: { key: string; name: string }): Promise<void> {
    await this.#bus.jsm.streams.purge(this.#stream, { filter: waitingSubject(this.#owner, key, name) });
  }
}

/**
 * Handle the timers of an owner as they fire, shared among its replicas; those of one key one after another. A timer may
 * fire while it is being replaced or cancelled: the state that it finds decides whether it still means anything.
 */
export const consumeTimers = async (
  bus: Bus,
  options: {
    owner: string;
    handle: (timer: FiredTimer) => Promise<void>;
    log: Log;
    stream?: StreamDefinition;
  },
): Promise<Consumption> => {
  const { owner, handle, log, stream = streams.timers } = options;
  await ensureStream(bus, stream);
  return consume(bus, {
    stream: stream.name,
    durable: owner,
    filters: [firedSubject(owner, '*', '*')],
    key: keyOf,
    handle: (delivery) => handle(toTimer(delivery)),
    log,
  });
};

const waitingSubject = (owner: string, key: string, name: string): string =>
  `timer.${owner}.waiting.${key}.${name}`;
const firedSubject = (owner: string, key: string, name: string): string =>
  `timer.${owner}.fired.${key}.${name}`;

const keyOf = ({ tokens }: Delivery): string => tokens[3] ?? '';

const toTimer = (delivery: Delivery): FiredTimer => {
  const { at, payload } = delivery.json<Body>();
  return { key: keyOf(delivery), name: delivery.tokens[4] ?? '', at, payload, id: delivery.id };
};
