import { JetStreamError, type StoredMsg } from '@nats-io/jetstream';
import type { Bus } from './bus.ts';

/**
 * Messages read at a time. Each page costs the server a walk over the rest of the stream, a long one where many messages have been replaced:
 * pages of 512 take twice as long. Larger ones save little more, and keep the event loop from others for longer.
 */
const PAGE = 2_048;
/** The server ends a page early after these, and would cut off a client for which it has more than 64 MiB. */
const PAGE_BYTES = 8 * 2 ** 20;
/** The status of a read that finds nothing. */
const NOT_FOUND = 404;

/**
 * What a stream holds, in its order, without a consumer. A message that is stored meanwhile may be among them.
 *
 * @param filter - Subjects, wildcards allowed; none: all. One that matches everything costs the server up to ten times as much as none.
 *   The stream must allow direct reads.
 */
export async function* storedMessages(bus: Bus, stream: string, filter?: string): AsyncGenerator<StoredMsg> {
  for (let from = 1; ; ) {
    const page = await pageOf(bus, stream, filter, from);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return; // a short page need not be the last one
    from = last.seq + 1;
  }
}

const pageOf = async (
  bus: Bus,
  stream: string,
  filter: string | undefined,
  seq: number,
): Promise<StoredMsg[]> => {
  const page: StoredMsg[] = [];
  await bus.connected();
  try {
    const from = {
      seq,
      batch: PAGE,
      max_bytes: PAGE_BYTES,
      ...(filter !== undefined && { next_by_subj: filter }),
    };
    for await (const message of await bus.jsm.direct.getBatch(stream, from)) page.push(message);
  } catch (error) {
    if (!(error instanceof JetStreamError && 'code' in error && error.code === NOT_FOUND)) throw error;
  }
  return page;
};
