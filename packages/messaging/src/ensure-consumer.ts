import { AckPolicy, DeliverPolicy, JetStreamApiError, ReplayPolicy } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { Bus } from './bus.ts';
import { ACK_WAIT_MS } from './inbound.ts';

/** The one priority group of a partition's consumer. */
export const OWNER_GROUP = 'owner';

/** How long one pull request stays open. The owner of a partition shows that it lives by pulling again. */
export const PULL_EXPIRES_MS = 1_000;

/**
 * Silence after which a partition's owner is taken for dead. It is longer than the acknowledgement deadline of the last
 * message that the owner can have got (delivered up to one pull's life after its last sign of life), so that the next
 * owner gets what was left unacknowledged before anything newer: the order of each key survives the death of a process.
 */
export const OWNER_SILENT_MS = ACK_WAIT_MS + PULL_EXPIRES_MS + 500;

/** JetStream's error code for a consumer that exists with another configuration. */
const CONSUMER_EXISTS = 10148;

export type ConsumerSpec = {
  stream: string;
  durable: string;
  filters: string[];
  /** Messages delivered and not yet acknowledged. */
  maxPending: number;
  /** Only one client at a time gets messages. */
  exclusive: boolean;
};

/** Make a durable pull consumer what its spec says; several processes may do so at once. */
export const ensureConsumer = async ({ jsm }: Bus, spec: ConsumerSpec): Promise<void> => {
  const mutable = {
    filter_subjects: spec.filters,
    ack_wait: nanos(ACK_WAIT_MS),
    max_ack_pending: spec.maxPending,
    max_deliver: -1,
  };
  const config = {
    ...mutable,
    durable_name: spec.durable,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    ...(spec.exclusive
      ? {
          priority_policy: 'pinned_client' as const,
          priority_groups: [OWNER_GROUP],
          priority_timeout: nanos(OWNER_SILENT_MS),
        }
      : {}),
  };
  try {
    await jsm.consumers.add(spec.stream, config);
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === CONSUMER_EXISTS)) throw error;
    await jsm.consumers.update(spec.stream, spec.durable, mutable);
  }
};
