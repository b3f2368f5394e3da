import type { SipMessage } from '../network/sip-message.ts';

/**
 * Value of Replaces for a confirmed dialog, as the far end of that dialog is to read it: the To tag is its own.
 *
 * @param messages - What the phone sent and got.
 * @param ownAddress - `address:port` of the phone: who sent the INVITE has the From tag.
 * @throws {Error} The phone has no such dialog.
 * @see RFC 3891 §3, RFC 5589 §7.
 */
export const replacesOf = (messages: readonly SipMessage[], callId: string, ownAddress: string): string => {
  const answer = messages.find((m) => m.callId === callId && m.method === 'INVITE' && m.status === 200);
  if (!answer) throw new Error(`no call ${callId} was answered`);
  const isCaller = answer.to === ownAddress;
  const [own, other] = isCaller ? [answer.fromTag, answer.toTag] : [answer.toTag, answer.fromTag];
  return `${callId};to-tag=${other};from-tag=${own}`;
};
