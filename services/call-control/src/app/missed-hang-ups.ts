/** BYEs that Kamailio has answered, and whose facts were lost on their way: handed over to a NATS that was killed in that moment. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@cordboard/messaging';
import type { Lines } from '../adapters/lines.ts';
import { type Anchored, type Leg, legsOf, type State } from '../domain/call.ts';
import type { Input } from '../domain/messages.ts';

export interface MissedHangUpsOptions {
  readonly lines: Iterable<Pick<Lines, 'hangUps'>>;
  readonly calls: () => AsyncIterable<State>;
  readonly peek: (callId: string) => Promise<State | undefined>;
  /** Tell the decider that a leg's party has hung up. */
  readonly report: (callId: string, found: Extract<Input, { type: 'HangUpFound' }>) => Promise<void>;
  readonly log: Log;
}

/** Milliseconds that a fact is given which is merely on its way: keys pressed before the hang-up must not be overtaken by it. */
const ON_ITS_WAY_MS = 1_000;

/** Look once, from the side of the calls: a leg may be in another call by now than the one that it hung up in. */
export const reportMissedHangUps = async (options: MissedHangUpsOptions): Promise<void> => {
  const { lines, calls, peek, report, log } = options;
  const hangUps = new Set<string>();
  for (const node of lines) for (const hangUp of await node.hangUps()) hangUps.add(hangUp);
  if (hangUps.size === 0) return;
  const hungUpIn = (call: Anchored): readonly Leg[] =>
    legsOf(call).filter(
      (leg) => leg.status === 'Answered' && hangUps.has(`${leg.dialog.sipCallId}::${leg.dialog.remoteTag}`),
    );
  const suspects: { callId: string; legId: string }[] = [];
  for await (const call of calls()) {
    if (call.status !== 'Anchored') continue;
    for (const { legId } of hungUpIn(call)) suspects.push({ callId: call.callId, legId });
  }
  if (suspects.length === 0) return;
  await delay(ON_ITS_WAY_MS);
  for (const { callId, legId } of suspects) {
    try {
      const call = await peek(callId);
      if (call?.status !== 'Anchored' || !hungUpIn(call).some((leg) => leg.legId === legId)) continue;
      log.warn({ callId, legId }, 'a BYE had not come to us: the leg is over');
      await report(callId, { type: 'HangUpFound', legId, at: Date.now() });
    } catch (err) {
      log.warn({ err, callId, legId }, 'a leg whose BYE had not come to us could not be ended');
    }
  }
};
