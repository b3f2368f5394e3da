/** BYEs that Kamailio has answered, and whose facts were lost on their way: handed over to a NATS that was killed in that moment. */
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

/** Look once. Whose fact is merely on its way is ended now, and the fact finds nothing left to do. */
export const reportMissedHangUps = async (options: MissedHangUpsOptions): Promise<void> => {
  const { lines, peek, report, log } = options;
  for (const node of lines) {
    for (const hangUp of await node.hangUps()) {
      const call = await peek(hangUp.callId);
      const leg = call?.status === 'Anchored' ? legOf(call, hangUp) : undefined;
      if (leg === undefined) continue;
      log.warn({ callId: hangUp.callId, legId: leg.legId }, 'a BYE had not come to us: the leg is over');
      await report(hangUp.callId, { type: 'HangUpFound', legId: leg.legId, at: Date.now() });
    }
  }
};

const legOf = (call: Anchored, { sipCallId, tag }: HangUp): Leg | undefined =>
  Object.values(call.legs).find(
    (leg) => leg.status === 'Answered' && leg.dialog.sipCallId === sipCallId && leg.dialog.remoteTag === tag,
  );
