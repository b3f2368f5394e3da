import type { ReturnPolicy } from './account.ts';
import { dial } from './dialling.ts';
import { limits } from './limits.ts';
import type { Decision } from './messages.ts';
import { apologise, sendToVoicemail } from './parting.ts';
import { policyFor } from './policies.ts';
import type { Transfer } from './state.ts';
import { tellTransferee } from './telling-transferee.ts';
import { wakeAt } from './timing.ts';

/** The transferor has gone: his phone rings again, and shows the transferee. */
export const recall = (
  transfer: Transfer,
  { ringTimeoutMs, toTransferee }: ReturnPolicy,
  at: number,
): Decision => {
  const { extension, domain } = transfer.transferor.account;
  const legId = `recall-${at}`;
  const deadlineAt = at + ringTimeoutMs;
  const told = tellTransferee(transfer, toTransferee, at);
  const phone = { requestUri: `sip:${extension}@${domain}`, offNet: false };
  return {
    events: [{ type: 'RecallStarted', legId, toTransferee: told.toTransferee, deadlineAt, at }],
    commands: [
      dial(transfer, phone, { legId, ringTimeoutMs, show: 'transferee' }),
      ...told.commands,
      wakeAt(deadlineAt),
    ],
  };
};

/** The transferor does not take the call back either. */
export const onRecallFailed = (transfer: Transfer, at: number): Decision => {
  const policy = policyFor(transfer, transfer.cause);
  switch (policy.action === 'return' ? policy.ifUnanswered : 'apologise') {
    case 'route-again':
      return routeAgain(transfer, at);
    case 'voicemail':
      return sendToVoicemail(transfer, at);
    case 'apologise':
      return apologise(transfer, at);
  }
};

/** Send the transferee to where the call first came in. What a call of our own went to is no such place. */
const routeAgain = (transfer: Transfer, at: number): Decision => {
  const { transferor, direction, dialled } = transfer;
  if (direction !== 'incoming' || dialled === '') return apologise(transfer, at);
  const deadlineAt = at + limits.resolvingMs;
  return {
    events: [{ type: 'RouteAsked', deadlineAt, at }],
    commands: [{ type: 'ResolveNumber', account: transferor.account.account, dialled }, wakeAt(deadlineAt)],
  };
};
