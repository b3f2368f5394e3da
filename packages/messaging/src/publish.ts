import type { Bus } from './bus.ts';
import { hasCode, WRONG_LAST_SEQUENCE } from './jetstream-codes.ts';
import { withTrace } from './trace.ts';

/** Something else has been stored under the subject than what was expected to be the last there. */
export class NotTheLast extends Error {
  readonly code = 'NOT_THE_LAST';
  override readonly name = 'NotTheLast';
}

/**
 * Store a fact in the stream that its subject belongs to, and wait until it is stored.
 *
 * @param id - Deterministic: the same fact published again within the stream's duplicate window is dropped.
 * @param onto - Sequence number of the message that it is to follow under its subject.
 * @throws {NotTheLast} Another one has come in between.
 * @throws {JetStreamError} Not stored, or not known to be; publish again with the same id.
 */
export const publish = async (
  { js, connected }: Bus,
  fact: { subject: string; data: Uint8Array | string; id?: string; onto?: number },
): Promise<void> => {
  const headers = withTrace();
  await connected();
  try {
    await js.publish(fact.subject, fact.data, {
      ...(fact.id === undefined ? {} : { msgID: fact.id }),
      ...(fact.onto === undefined ? {} : { expect: { lastSubjectSequence: fact.onto } }),
      ...(headers ? { headers } : {}),
    });
  } catch (error) {
    if (!hasCode(error, WRONG_LAST_SEQUENCE)) throw error;
    throw new NotTheLast(`${fact.subject}: message ${fact.onto} is not the last one`, { cause: error });
  }
};
