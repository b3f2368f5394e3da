import type { Bus } from './bus.ts';
import { withTrace } from './trace.ts';

/**
 * Store a fact in the stream that its subject belongs to, and wait until it is stored.
 *
 * @param id - Deterministic: the same fact published again within the stream's duplicate window is dropped.
 * @throws {JetStreamError} Not stored, or not known to be; publish again with the same id.
 */
export const publish = async (
  { js, connected }: Bus,
  fact: { subject: string; data: Uint8Array | string; id?: string },
): Promise<void> => {
  const headers = withTrace();
  await connected();
  await js.publish(fact.subject, fact.data, {
    ...(fact.id === undefined ? {} : { msgID: fact.id }),
    ...(headers ? { headers } : {}),
  });
};
