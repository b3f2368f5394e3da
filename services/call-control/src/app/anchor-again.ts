import type { Log } from '@cordboard/messaging';
import type { Lines } from '../adapters/lines.ts';
import type { State } from '../domain/call.ts';
import { callIdsOf } from '../domain/ending.ts';

/** A Kamailio node has started and knows nothing: tell it what is anchored on it. */
export const anchorAgain = async (
  node: string,
  calls: AsyncIterable<State>,
  lines: ReadonlyMap<string, Lines>,
  log: Log,
): Promise<void> => {
  const line = lines.get(node);
  if (line === undefined) {
    log.warn({ node }, 'a Kamailio node has started that KAMAILIO_NODES does not name');
    return;
  }
  let told = 0;
  for await (const call of calls) {
    if (call.status !== 'Anchored') continue;
    const all = new Set([...Object.values(call.legs).flatMap(callIdsOf), ...(call.mediaCalls ?? [])]);
    const dialogs = [...all].filter((sipCallId) => (call.nodes?.[sipCallId] ?? call.node) === node);
    for (const sipCallId of dialogs) await line.anchorAgain(sipCallId, call.callId);
    told += dialogs.length;
  }
  log.info({ node, dialogs: told }, 'a Kamailio node has started and was told what is anchored on it');
};
