import { JetStreamApiError } from '@nats-io/jetstream';

/** JetStream's error codes where `Nats-Expected-Last-Subject-Sequence` does not hold. */
export const WRONG_LAST_SEQUENCE: readonly number[] = [10071, 10164];

/** Is it a refusal of JetStream with one of these error codes? */
export const hasCode = (error: unknown, codes: readonly number[]): boolean =>
  error instanceof JetStreamApiError && codes.includes(error.code);
