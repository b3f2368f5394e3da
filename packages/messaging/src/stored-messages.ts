import { JetStreamError, type StoredMsg } from '@nats-io/jetstream';
import type { Bus } from './bus.ts';

/** Messages read at a time. */
const PAGE = 512;
/** The status of a read that finds nothing. */
const NOT_FOUND = 404;

/**
 * What a stream holds, in its order, without a consumer. A message that is stored meanwhile may be among them.
 *
 * @param filter - Subjects, wildcards allowed. The stream must allow direct reads.
 */
export async function* storedMessages(bus: Bus, stream: string, filter: string): AsyncGenerator<StoredMsg> {
  for (let from = 1; ; ) {
    const page = await pageOf(bus, stream, filter, from);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    from = last.seq + 1;
  }
}

const pageOf = async (bus: Bus, stream: string, filter: string, seq: number): Promise<StoredMsg[]> => {
  const page: StoredMsg[] = [];
  await bus.connected();
  try {
    const from = { seq, batch: PAGE, next_by_subj: filter };
    for await (const message of await bus.jsm.direct.getBatch(stream, from)) page.push(message);
  } catch (error) {
    if (!(error instanceof JetStreamError && 'code' in error && error.code === NOT_FOUND)) throw error;
  }
  return page;
};
