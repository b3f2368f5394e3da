import {
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { Bus } from './bus.ts';
import type { StreamDefinition } from './streams.ts';

/** JetStream's error code for a name that is in use with another configuration. */
const STREAM_NAME_IN_USE = 10058;
const DEFAULT_DUPLICATE_WINDOW_MS = 120_000;

/**
 * Make a stream what its definition says. Several processes may do so at once; a stream that is
 * as defined is left alone.
 *
 * @throws {JetStreamApiError} The server refuses the definition, e.g. a changed retention policy.
 */
export const ensureStream = async ({ jsm }: Bus, definition: StreamDefinition): Promise<void> => {
  const wanted = toConfig(definition);
  try {
    await jsm.streams.add(wanted);
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === STREAM_NAME_IN_USE)) throw error;
    await jsm.streams.update(definition.name, wanted);
  }
};

const toConfig = (definition: StreamDefinition): Partial<StreamConfig> & { name: string } => {
  const { name, subjects, description, maxAgeMs, maxBytes } = definition;
  const duplicateWindowMs = definition.duplicateWindowMs ?? DEFAULT_DUPLICATE_WINDOW_MS;
  return {
    name,
    subjects,
    description,
    storage: StorageType.File,
    num_replicas: definition.replicas ?? 1,
    retention: definition.retention === 'workqueue' ? RetentionPolicy.Workqueue : RetentionPolicy.Limits,
    discard: definition.discard === 'new' ? DiscardPolicy.New : DiscardPolicy.Old,
    max_age: nanos(maxAgeMs),
    max_bytes: maxBytes,
    max_msgs_per_subject: definition.maxPerSubject ?? -1,
    // The server insists on a window no longer than the age.
    duplicate_window: nanos(maxAgeMs === 0 ? duplicateWindowMs : Math.min(duplicateWindowMs, maxAgeMs)),
    allow_direct: definition.direct ?? false,
    ...(definition.messageTtl ? { allow_msg_ttl: true } : {}),
    ...(definition.schedules ? { allow_msg_schedules: true } : {}),
  };
};
