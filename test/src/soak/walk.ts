import type { Random } from '../random.ts';
import { callAndTalk } from '../steps.ts';
import { movesOf } from './moves.ts';
import type { Troupe } from './troupe.ts';

const fewestMoves = 4;
const mostMoves = 16;

/**
 * One call, and whatever chance makes of it: keys, answers, refusals, REFERs and hang-ups of all three, in any order.
 *
 * @param tell - Gets each move before it is made.
 */
export const walk = async (troupe: Troupe, random: Random, tell: (move: string) => void): Promise<void> => {
  const { site, transferee, transferor, target } = troupe;
  const phones = [transferee, transferor, target];
  for (const phone of phones) {
    phone.forgetEvents();
    phone.whenCalled = (call) => call.ring();
  }
  await callAndTalk(transferee, site.number, transferor);
  const moves = fewestMoves + Math.floor(random.number() * (mostMoves - fewestMoves));
  for (let made = 0; made < moves; made++) {
    const move = random.pick(movesOf(troupe, random));
    tell(move.name);
    // A call may end between the choice and the move: then there is nobody who could make it any more.
    await move.make()?.catch((error: unknown) => tell(`  and cannot: ${String(error).split('\n')[0]}`));
  }
  for (const phone of phones) phone.whenCalled = (call) => call.refuse(480);
  for (const phone of phones.sort(() => random.number() - 0.5)) {
    for (const callId of [...phone.calls]) {
      tell(`${phone.user} hangs up at last`);
      await phone.call(callId).hangUp();
    }
  }
};
