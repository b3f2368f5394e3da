/** Finding the dialog that a Replaces names (RFC 3891). */
import type { Anchored, AnsweredLeg } from './call.ts';
import { legsOf, partnerOf } from './call.ts';

/** A Replaces header field, or the one in a Refer-To (RFC 3891 §6.1). */
export interface Replaces {
  readonly sipCallId: string;
  readonly toTag: string;
  readonly fromTag: string;
  readonly earlyOnly: boolean;
}

/** The consultation call of an attended transfer. */
export interface ReplacedCall {
  readonly callId: string;
  /** The transferor's leg in it, and his partner there: the transfer target. */
  readonly transferorLegId: string;
  readonly targetLegId: string;
}

/**
 * The call that a transferor has named in Refer-To. He writes the tags as the target knows them (RFC 3891 §3), but not every phone does;
 * they mean the same dialog either way. `early-only` is no reason to refuse: the target has answered to him.
 *
 * @param owner - The account that transfers; the leg there must be its own.
 * @returns undefined where nothing confirmed is named: no such dialog, still ringing, or not his.
 */
export const consultationOf = (
  call: Anchored,
  { sipCallId, toTag, fromTag }: Replaces,
  owner: string,
): ReplacedCall | undefined => {
  const own = legsOf(call).filter(
    (leg): leg is AnsweredLeg =>
      leg.status === 'Answered' &&
      leg.dialog.sipCallId === sipCallId &&
      isSamePair([leg.dialog.localTag, leg.dialog.remoteTag], [toTag, fromTag]) &&
      ownerOf(leg) === owner,
  );
  // Both halves are his where he has called himself: then the tags say which is which.
  const leg = own.find(({ dialog }) => dialog.remoteTag === fromTag) ?? own[0];
  const target = leg && partnerOf(call, leg);
  return leg === undefined || target?.status !== 'Answered'
    ? undefined
    : { callId: call.callId, transferorLegId: leg.legId, targetLegId: target.legId };
};

/** The account of the tenant that is at this leg, be it by a mobile; empty: somebody else is. */
export const ownerOf = ({ account, forwardedFor }: AnsweredLeg): string => account || forwardedFor;

const isSamePair = ([a, b]: readonly [string, string], [c, d]: readonly [string, string]): boolean =>
  (a === c && b === d) || (a === d && b === c);
