import type { Lab } from '../lab.ts';
import type { Leftovers } from '../leftovers.ts';
import { randomOf } from '../random.ts';
import { type Troupe, troupes } from './troupe.ts';
import { walk } from './walk.ts';

/** What is to be done, and who is told of it. */
export interface SoakOptions {
  lab: Lab;
  leftovers: Leftovers;
  /** Calls in all. */
  calls: number;
  seed: number;
  /** A round of one call for each profile is over. */
  onRound?: (done: number) => void;
}

/** Calls went wrong, or left something. */
export class SoakFailed extends Error {
  readonly code = 'SOAK_FAILED';
}

/** Milliseconds in which everything must be gone after the last hang-up. */
const goneWithinMs = 5_000;

/**
 * Random transfers, one of each profile at the same time, round by round; after each round nothing may be left of it.
 *
 * @throws {SoakFailed} Tells the moves of the round and what is left.
 */
export const soak = async ({
  lab,
  leftovers,
  calls,
  seed,
  onRound = () => {},
}: SoakOptions): Promise<void> => {
  const all = await troupes(lab);
  const known = await leftovers.find();
  for (let done = 0; done < calls; ) {
    const round = all.slice(0, calls - done).map((troupe, i) => ({ troupe, seed: seed + done + i }));
    const stories = round.map(({ seed: own, troupe }) => [`seed ${own}, ${troupe.site.profile}`]);
    const play = ({ troupe, seed: own }: { troupe: Troupe; seed: number }, i: number) =>
      walk(troupe, randomOf(own), (move) => stories[i]?.push(move));
    const began = lab.sip.messages().length;
    try {
      await Promise.all(round.map(play));
      await leftovers.expectNone(known, goneWithinMs);
    } catch (error) {
      const sip = lab.sip
        .messages()
        .slice(began)
        .map(({ from, to, startLine, callId }) => `${from} > ${to} ${startLine} ${callId}`);
      throw new SoakFailed(
        [`after ${done} calls:`, ...stories.map((story) => story.join('\n  ')), String(error), ...sip].join(
          '\n',
        ),
        { cause: error },
      );
    }
    done += round.length;
    onRound(done);
  }
};
