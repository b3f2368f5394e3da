import type { Message } from './account.ts';
import { failed } from './ending.ts';
import { arrange, spokenTo, tellOr, toneTo } from './hearing.ts';
import { dismissDialled } from './letting-go.ts';
import { limits } from './limits.ts';
import { all, type Decision } from './messages.ts';
import { report } from './referral.ts';
import type { Transfer } from './state.ts';
import { wakeAt } from './timing.ts';

/** Nobody is left for the transferee: apologise to him in the language of the house, then let him go. */
export const apologise = (
  { transferor, transferee }: Transfer,
  at: number,
  message: Message | null = null,
): Decision => {
  const deadlineAt = at + limits.messageMs;
  return {
    events: [{ type: 'ApologyGiven', spoken: spokenTo(transferee, at), deadlineAt, at }],
    commands: [tellOr('apology', message, transferee, transferor.account, at), wakeAt(deadlineAt)],
  };
};

/** Nobody is left for the transferee: he hears the greeting of a voicemail box. */
export const sendToVoicemail = (
  { transferor, transferee }: Transfer,
  at: number,
  { mailbox, greeting }: { mailbox: string; greeting: Message | null } = { mailbox: '', greeting: null },
): Decision => {
  const deadlineAt = at + limits.messageMs;
  return {
    events: [
      {
        type: 'SentToVoicemail',
        mailbox: mailbox || transferor.account.extension,
        spoken: spokenTo(transferee, at),
        deadlineAt,
        at,
      },
    ],
    commands: [
      tellOr('voicemail-greeting', greeting, transferee, transferor.account, at),
      wakeAt(deadlineAt),
    ],
  };
};

/** The transferor has gone; the transfer goes on without him. */
export const transferorLeft = (at: number): Decision => ({
  events: [{ type: 'TransferorLeft', at }],
  commands: [],
});

/** The transferee has gone before there was a target; a REFER is told so. */
export const transfereeLeft = (transfer: Transfer, at: number): Decision =>
  all(report(transfer, 487), failed('transferee-left', at), leaveTransferorAlone(transfer, at));

/** The transferee has gone while the transferor waited for him: busy tone, for a while, and no target any more. */
export const leaveTransferorAlone = (transfer: Transfer, at: number): Decision => {
  const deadlineAt = at + limits.busyToneMs;
  return all(
    {
      events: [{ type: 'TransferorLeftAlone', deadlineAt, at }],
      commands: [arrange(toneTo(transfer, 'busy')), wakeAt(deadlineAt)],
    },
    dismissDialled(transfer, at),
  );
};
