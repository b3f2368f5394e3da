import type { Message } from './account.ts';
import { holdMusic, playToHeld, spokenTo, tell } from './hearing.ts';
import { limits } from './limits.ts';
import type { Command, Decision } from './messages.ts';
import type { ToTransferee, Transfer } from './state.ts';
import { musicAt } from './timing.ts';

/** Interrupt the transferee's music for a message, where there is one. */
export const tellTransferee = (
  { transferor, transferee }: Transfer,
  message: Message | null,
  at: number,
): { toTransferee: ToTransferee | null; commands: readonly Command[] } => {
  if (message === null) return { toTransferee: null, commands: [] };
  const dueAt = at + limits.messageMs;
  return {
    toTransferee: { spoken: spokenTo(transferee, at), musicAt: dueAt },
    commands: [tell(transferee, message, transferor.account, at), musicAt(dueAt)],
  };
};

/** The message has ended, or cannot be played. */
export const resumeMusic = (transfer: Transfer, at: number): Decision => ({
  events: [{ type: 'MusicResumed', at }],
  commands: [playToHeld(holdMusic(transfer))],
});
