import { JetStreamApiError } from '@nats-io/jetstream';
import {
  ClosedConnectionError,
  ConnectionError,
  NoRespondersError,
  RequestError,
  TimeoutError,
} from '@nats-io/transport-node';
import { BusUnavailable } from './bus.ts';
import { StateConflict } from './store.ts';

const away = [
  BusUnavailable,
  ClosedConnectionError,
  ConnectionError,
  NoRespondersError,
  RequestError,
  StateConflict, // others wrote first, every time
  TimeoutError,
];

/** JetStream has no leader, say. */
const UNAVAILABLE = 503;

/** Has the bus not taken or not answered something for now, so that the same can be tried again? */
export const isBusAway = (error: unknown): error is Error =>
  away.some((kind) => error instanceof kind) ||
  (error instanceof JetStreamApiError && error.status === UNAVAILABLE) ||
  // "jetstream is not enabled" is what the client makes of a request that nobody responds to.
  (error instanceof Error && error.cause instanceof RequestError);
