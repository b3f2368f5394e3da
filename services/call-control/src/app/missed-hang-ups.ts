/** BYEs that Kamailio has answered, and whose facts were lost on their way: handed over to a NATS that was killed in that moment. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@cordboard/messaging';
import type { HangUp, Lines } from '../adapters/lines.ts';
import type { Anchored, Leg, State } from '../domain/call.ts';
import type { Input } from '../domain/messages.ts';

export interface MissedHangUpsOptions {
  readonly lines: Iterable<Pick<Lines, 'hangUps'>>;
  readonly peek: (callId: string) => Promise<State | undefined>;
  /** Tell the decider that a leg's party has hung up. */
  readonly report: (callId: string, found: Extract<Input, { type: 'HangUpFound' }>) => Promise<void>;
  readonly log: Log;
}

/** Milliseconds that a fact is given which is merely on its way: keys pressed before the hang-up must not be overtaken by it. */
const ON_ITS_WAY_MS = 1_000;

/** Look once. */
export const reportMissedHangUps = async (options: MissedHangUpsOptions): Promise<void> => {
  const { lines, peek, report, log } = options;
  const find = async (hangUp: HangUp): Promise<Leg | undefined> => {
    const call = await peek(hangUp.callId);
    return call?.status === 'Anchored' ? legOf(call, hangUp) : undefined;
  };
  const suspects: HangUp[] = [];
  for (const node of lines) {
    for (const hangUp of await node.hangUps()) if (await find(hangUp)) suspects.push(hangUp);
  }
  if (suspects.length > 0) await delay(ON_ITS_WAY_MS);
  for (const hangUp of suspects) {
    const leg = await find(hangUp);
    if (leg === undefined) continue;
    log.warn({ callId: hangUp.callId, legId: leg.legId }, 'a BYE had not come to us: the leg is over');
    await report(hangUp.callId, { type: 'HangUpFound', legId: leg.legId, at: Date.now() });
  }
};

const legOf = (call: Anchored, { sipCallId, tag }: HangUp): Leg | undefined =>
  Object.values(call.legs).find(
    (leg) => leg.status === 'Answered' && leg.dialog.sipCallId === sipCallId && leg.dialog.remoteTag === tag,
  );
