/** Finds what no message reported: legs whose phones have gone without a BYE, calls that rtpengine has lost, attempts without an end. */
import type { Log } from '@cordboard/messaging';
import type { Media } from '../adapters/media.ts';
import { type Anchored, type AnsweredLeg, type Leg, legsOf, type State } from '../domain/call.ts';
import type { Input } from '../domain/messages.ts';
import { overdueAt } from '../domain/originating.ts';

type Found = Extract<Input, { type: 'LegLost' | 'AttemptDoubted' | 'AnswerOverdue' }>;

export interface SweepOptions {
  readonly calls: () => AsyncIterable<State>;
  readonly media: Media;
  /** Tell the decider what was found. */
  readonly report: (callId: string, found: Found) => Promise<void>;
  /** Milliseconds without a packet after which a leg is lost. */
  readonly silenceMs: number;
  readonly log: Log;
}

/** Look once at every anchored call. */
export const sweep = async ({ calls, media, report, silenceMs, log }: SweepOptions): Promise<void> => {
  for await (const call of calls()) {
    if (call.status !== 'Anchored') continue;
    const at = Date.now();
    for (const { legId } of overdueAttempts(call, at)) {
      log.warn({ callId: call.callId, legId }, 'no final response for too long: the attempt is given up');
      await report(call.callId, { type: 'AnswerOverdue', legId, at });
      // Of a call that was brought back from the past nobody knows any more, nor will its CANCEL be answered.
      await report(call.callId, { type: 'AttemptDoubted', legId, at });
    }
    for (const { legId } of await silentLegs(call, media, silenceMs)) {
      log.warn({ callId: call.callId, legId }, 'no packet for too long: the leg is lost');
      await report(call.callId, { type: 'LegLost', legId, at });
    }
  }
};

const overdueAttempts = (call: Anchored, now: number): readonly Leg[] =>
  legsOf(call).filter((leg) => leg.status !== 'Answered' && overdueAt(leg) < now);

const silentLegs = async (call: Anchored, media: Media, silenceMs: number): Promise<readonly Leg[]> => {
  // A party on hold has every right to be silent.
  const expected = legsOf(call).filter((leg): leg is AnsweredLeg => leg.status === 'Answered' && !leg.held);
  // Calls that were merged have a media call each, which may still be two.
  const names = new Set(expected.map(({ party }) => party.mediaCall));
  const lost = await Promise.all(
    [...names].map(async (mediaCall) => {
      const silence = await media.silence(mediaCall);
      return expected.filter(
        ({ party }) =>
          party.mediaCall === mediaCall &&
          (silence === undefined || (silence.get(party.tag) ?? 0) > silenceMs),
      );
    }),
  );
  return lost.flat();
};
