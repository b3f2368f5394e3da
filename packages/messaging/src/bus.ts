import { setTimeout as delay } from 'node:timers/promises';
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection, type Status } from '@nats-io/transport-node';

/** One connection to NATS and its JetStream clients. */
export type Bus = {
  nc: NatsConnection;
  js: JetStreamClient;
  jsm: JetStreamManager;
  /**
   * Resolves when there is a connection, or none for 2 s. Requests wait for it: what is sent into a broken connection is
   * lost, and its sender would know only by a timeout.
   */
  connected(): Promise<void>;
  /** Sends what is still buffered, then closes. */
  close(): Promise<void>;
};

/** NATS cannot be reached, or has no JetStream. Retryable. */
export class BusUnavailable extends Error {
  readonly code = 'BUS_UNAVAILABLE';
  override readonly name = 'BusUnavailable';
}

const RECONNECT_WAIT_MS = 250;
/** A half-open connection is noticed after `PING_INTERVAL_MS` × `MAX_PINGS_OUT`. */
const PING_INTERVAL_MS = 5_000;
const MAX_PINGS_OUT = 2;
/** Of one JetStream API request or publish: one that was under way when the connection broke fails so much later. */
const REQUEST_TIMEOUT_MS = 2_000;

/**
 * Connect to NATS. Once connected, the connection is restored for ever.
 *
 * @param servers - `host:port`, several separated by commas.
 * @param name - Shown by the server's monitoring.
 * @param deadlineMs - Milliseconds to wait for the first connection. Default 30,000.
 * @throws {BusUnavailable} No connection with JetStream within the deadline.
 */
export const connectBus = async (options: {
  servers: string;
  name: string;
  deadlineMs?: number;
}): Promise<Bus> => {
  const { servers, deadlineMs = 30_000 } = options;
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    try {
      return await connectOnce(options);
    } catch (cause) {
      if (Date.now() + RECONNECT_WAIT_MS < deadline) {
        await delay(RECONNECT_WAIT_MS);
        continue;
      }
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new BusUnavailable(`no NATS JetStream at ${servers} within ${deadlineMs} ms: ${reason}`, {
        cause,
      });
    }
  }
};

const connectOnce = async ({ servers, name }: { servers: string; name: string }): Promise<Bus> => {
  const nc = await connect({
    servers: servers.split(',').map((server) => server.trim()),
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: MAX_PINGS_OUT,
    // A stack trace taken for every request would cost more than the request.
    noAsyncTraces: true,
    // Nobody subscribes to what he himself publishes, and `StateStore.watch` is to hear of others only.
    noEcho: true,
  });
  try {
    const jsm = await jetstreamManager(nc, { timeout: REQUEST_TIMEOUT_MS });
    return {
      nc,
      jsm,
      js: jetstream(nc, { timeout: REQUEST_TIMEOUT_MS }),
      connected: watchConnection(nc),
      close: () => nc.drain(),
    };
  } catch (error) {
    await nc.close();
    throw error;
  }
};

/** @returns What waits until the connection is there. */
const watchConnection = (nc: NatsConnection): (() => Promise<void>) => {
  let broken: PromiseWithResolvers<void> | undefined;
  void onStatus({ nc }, ['disconnect', 'reconnect'], (type) => {
    if (type === 'disconnect') broken ??= Promise.withResolvers();
    else {
      broken?.resolve();
      broken = undefined;
    }
  });
  return async () => {
    if (broken) await Promise.race([broken.promise, delay(REQUEST_TIMEOUT_MS, undefined, { ref: false })]);
  };
};

/** Call back on each change of the connection that is of these types, until it is closed. */
export const onStatus = async (
  { nc }: Pick<Bus, 'nc'>,
  types: readonly Status['type'][],
  then: (type: Status['type']) => void,
): Promise<void> => {
  for await (const { type } of nc.status()) {
    if (types.includes(type)) then(type);
  }
};
