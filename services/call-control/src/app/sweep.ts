/** Finds what no message reported: legs whose phones have gone without a BYE, calls that rtpengine has lost, attempts without an end. */
import type { Log } from '@cordboard/messaging';
import type { Media } from '../adapters/media.ts';
import { type Anchored, type AnsweredLeg, type Leg, legsOf, type State } from '../domain/call.ts';
import type { Input } from '../domain/messages.ts';
import { overdueAt } from '../domain/originating.ts';

type Found = Extract<Input, { type: 'LegLost' | 'AttemptDoubted' | 'AnswerOverdue' }>;

export interface SweepOptions {
  readonly calls: () => AsyncIterable<State>;
  readonly media: Pick<Media, 'silence'>;
  /** Tell the decider what was found. */
  readonly report: (callId: string, found: Found) => Promise<void>;
  /** Milliseconds without a packet after which a leg is lost. */
  readonly silenceMs: number;
  readonly log: Log;
}

/** Look once at every anchored call. One that cannot be looked at keeps no other from it. */
export const sweep = async (options: SweepOptions): Promise<void> => {
  for await (const call of options.calls()) {
    if (call.status !== 'Anchored') continue;
    try {
      await lookAt(call, options);
    } catch (err) {
      options.log.warn({ err, callId: call.callId }, 'the sweep could not look at a call');
    }
  }
};

const lookAt = async (call: Anchored, { media, report, silenceMs, log }: SweepOptions): Promise<void> => {
  const { callId } = call;
  const at = Date.now();
  for (const { legId } of overdueAttempts(call, at)) {
    log.warn({ callId, legId }, 'no final response for too long: the attempt is given up');
    await report(callId, { type: 'AnswerOverdue', legId, at });
    // Of a call that was brought back from the past nobody knows any more, nor will its CANCEL be answered.
    await report(callId, { type: 'AttemptDoubted', legId, at });
  }
  for (const { legId } of await silentLegs(call, media, silenceMs)) {
    log.warn({ callId, legId }, 'no packet for too long: the leg is lost');
    await report(callId, { type: 'LegLost', legId, at });
  }
};

const overdueAttempts = (call: Anchored, now: number): readonly Leg[] =>
  legsOf(call).filter((leg) => leg.status !== 'Answered' && overdueAt(leg) < now);

const silentLegs = async (
  call: Anchored,
  media: SweepOptions['media'],
  silenceMs: number,
): Promise<readonly Leg[]> => {
  // A party on hold has every right to be silent.
  const expected = legsOf(call).filter((leg): leg is AnsweredLeg => leg.status === 'Answered' && !leg.held);
  // Calls that were merged have a media call each, which may still be two.
  const byMediaCall = Map.groupBy(expected, ({ party }) => party.mediaCall);
  const lost = await Promise.all(
    [...byMediaCall].map(async ([mediaCall, legs]) => {
      const tags = legs.map(({ party }) => party.tag);
      const silence = await media.silence(mediaCall, tags);
      return legs.filter(({ party }) => silence === undefined || (silence.get(party.tag) ?? 0) > silenceMs);
    }),
  );
  return lost.flat();
};
