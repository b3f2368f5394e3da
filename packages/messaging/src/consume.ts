import { type Bus, onStatus } from './bus.ts';
import { type ConsumerSpec, ensureConsumer } from './ensure-consumer.ts';
import { ensureStream } from './ensure-stream.ts';
import { type Handling, Inbound } from './inbound.ts';
import { partitions } from './partitions.ts';
import { Puller } from './puller.ts';
import { streams } from './streams.ts';

/** A running consumption of a stream. */
export type Consumption = {
  /** Takes nothing more, finishes what is in hand, and leaves the rest to another replica at once. */
  stop(): Promise<void>;
};

/** Delivered and not yet acknowledged messages of one consumer; more wait in the stream. */
const MAX_PENDING = 512;

/**
 * Consume a stream of partitioned subjects. Each partition is consumed by one replica at a time, and passes
 * to another within `OWNER_SILENT_MS` when its owner dies, or at once when it stops. Messages of one key are handled
 * strictly in order, those of different keys at the same time.
 *
 * A message is acknowledged once `handle` has resolved. Where it rejects it is called again with the same message for a
 * while, then the message goes to the dead letters (`dead.<stream>`).
 *
 * @param filters - The subjects of a partition.
 * @param durable - The consumers are named `<durable>-<partition>`.
 */
export const consumePartitions = (
  bus: Bus,
  options: Handling & { stream: string; durable: string; filters: (partition: string) => string[] },
): Promise<Consumption> =>
  start(
    bus,
    options,
    partitions.map((partition) => ({
      stream: options.stream,
      durable: `${options.durable}-${partition}`,
      filters: options.filters(partition),
      maxPending: MAX_PENDING,
      exclusive: true,
    })),
  );

/**
 * Consume some subjects of a stream, shared among all replicas: messages of one key are handled in order within a
 * process only.
 */
export const consume = (
  bus: Bus,
  options: Handling & { stream: string; durable: string; filters: string[] },
): Promise<Consumption> => {
  const { stream, durable, filters } = options;
  return start(bus, options, [{ stream, durable, filters, maxPending: MAX_PENDING, exclusive: false }]);
};

const start = async (bus: Bus, handling: Handling, specs: ConsumerSpec[]): Promise<Consumption> => {
  await ensureStream(bus, streams.dead);
  await Promise.all(specs.map((spec) => ensureConsumer(bus, spec)));
  const inbound = new Inbound(bus, handling);
  const pullers = specs.map(
    (spec) => new Puller(bus, spec, (message) => inbound.accept(message), handling.log),
  );
  onStatus(bus, ['reconnect'], () => {
    for (const puller of pullers) puller.reconnected();
  });
  return {
    async stop() {
      await Promise.all(pullers.map((puller) => puller.pause()));
      await inbound.drain();
      await Promise.all(pullers.map((puller) => puller.stop()));
      await bus.nc.flush();
      await Promise.all(pullers.map((puller) => puller.release()));
    },
  };
};
