import type { Log } from '@cordboard/messaging';
import type { Lines } from '../adapters/lines.ts';
import { type Anchored, legsOf, nodeAt, type State, sipCallIdOf } from '../domain/call.ts';
import { callIdsOf } from '../domain/ending.ts';
import type { Input } from '../domain/messages.ts';

type Doubt = Extract<Input, { type: 'AttemptDoubted' }>;

export interface AnchorAgainOptions {
  readonly calls: AsyncIterable<State>;
  readonly lines: ReadonlyMap<string, Pick<Lines, 'anchorAgain'>>;
  /** Tell the decider of an INVITE whose transaction may be gone. */
  readonly report: (callId: string, doubt: Doubt) => Promise<void>;
  readonly log: Log;
}

/**
 * A Kamailio node has started and knows nothing: tell it what is anchored on it. What it does not know of all the same is an INVITE that
 * died with its predecessor.
 */
export const anchorAgain = async (
  node: string,
  { calls, lines, report, log }: AnchorAgainOptions,
): Promise<void> => {
  const line = lines.get(node);
  if (line === undefined) {
    log.warn({ node }, 'a Kamailio node has started that KAMAILIO_NODES does not name');
    return;
  }
  let told = 0;
  const doubts: { callId: string; legId: string }[] = [];
  for await (const call of calls) {
    if (call.status !== 'Anchored') continue;
    const isHere = (sipCallId: string): boolean => nodeAt(call, sipCallId) === node;
    const { dialogs, attempts } = linesOf(call);
    for (const sipCallId of dialogs.filter(isHere)) {
      await line.anchorAgain(sipCallId, call.callId);
      told += 1;
    }
    for (const { legId } of attempts.filter((leg) => isHere(sipCallIdOf(leg)))) {
      doubts.push({ callId: call.callId, legId });
    }
  }
  log.info({ node, dialogs: told }, 'a Kamailio node has started and was told what is anchored on it');
  await Promise.all(
    doubts.map(({ callId, legId }) => report(callId, { type: 'AttemptDoubted', legId, at: Date.now() })),
  );
};

/** Its SIP Call-IDs, apart from those of INVITEs without an answer. */
const linesOf = (call: Anchored) => {
  const attempts = legsOf(call).filter(({ status }) => status !== 'Answered');
  const ids = new Set([...legsOf(call).flatMap(callIdsOf), ...(call.mediaCalls ?? [])]);
  for (const leg of attempts) ids.delete(sipCallIdOf(leg));
  return { dialogs: [...ids], attempts };
};
