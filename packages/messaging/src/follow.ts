import { DeliverPolicy } from '@nats-io/jetstream';
import { type Bus, BusUnavailable, onStatus } from './bus.ts';
import { type Delivery, JetStreamDelivery } from './delivery.ts';

/** Messages asked for at a time. */
const BATCH = 256;
/** Milliseconds that a pull request stays open; a consumer that is gone is noticed within as many. */
const PULL_EXPIRES_MS = 5_000;

/** A stream being followed. */
export interface Following {
  /** Nothing is left of it on the server. */
  stop(): Promise<void>;
}

/**
 * Follow a stream from now on, for one reader that keeps nothing: no message is acknowledged, none is shared with other
 * readers, and where the connection breaks it is over, as a server that was killed may go back behind what it delivered.
 *
 * @param filters - Subjects.
 * @param handle - Called in the stream's order with everything that is stored after this call of `follow`.
 * @param lost - Called once where it ends by itself: begin anew, from the state of things.
 */
export const follow = async (
  bus: Bus,
  options: {
    stream: string;
    filters: readonly string[];
    handle: (delivery: Delivery) => void;
    lost: (error: BusUnavailable) => void;
  },
): Promise<Following> => {
  const { stream, filters, handle, lost } = options;
  await bus.connected();
  const { state } = await bus.jsm.streams.info(stream);
  const consumer = await bus.js.consumers.get(stream, {
    filter_subjects: [...filters],
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: state.last_seq + 1,
  });
  const messages = await consumer.consume({
    max_messages: BATCH,
    expires: PULL_EXPIRES_MS,
    callback: (message) => handle(new JetStreamDelivery(message)),
  });
  const broken = disconnections(bus);
  let over = false;
  const end = (cause?: Error) => {
    if (over) return;
    over = true;
    broken.delete(end);
    messages.stop();
    if (cause !== undefined) lost(new BusUnavailable(`${stream} is not followed any more`, { cause }));
  };
  broken.add(end);
  void messages.closed().then((cause) => end(cause ?? new Error('its consumer is gone')));
  return {
    async stop() {
      end();
      await consumer.delete().catch(() => {}); // the server drops what nobody pulls from, if later
    },
  };
};

const watched = new WeakMap<Bus, Set<(cause: Error) => void>>();

/** Who is to be told when the connection breaks. */
const disconnections = (bus: Bus): Set<(cause: Error) => void> => {
  const known = watched.get(bus);
  if (known) return known;
  const told = new Set<(cause: Error) => void>();
  watched.set(bus, told);
  void onStatus(bus, ['disconnect'], () => {
    for (const tell of told) tell(new Error('the connection broke'));
  });
  return told;
};
