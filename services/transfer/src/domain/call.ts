/** Where a leg's audio is: a "tag" inside an ng call (rtpengine's words). */
export interface Party {
  mediaCall: string;
  tag: string;
}

/** A leg as the transfer knows it: the name for call-control, the party for media-control. */
export interface Leg {
  legId: string;
  party: Party;
}

/** A leg with who is there. */
export interface Person extends Leg {
  /** A number or SIP address to show; empty where the caller is anonymous. */
  number: string;
  displayName: string;
  /** `101@demo.test`; empty where it is no phone of ours. */
  account: string;
}

/** A leg as call-control tells it, with who it talks to. */
export interface CallLeg extends Person {
  answered: boolean;
  /** Empty while the network decides. */
  partnerLegId: string;
}

/** The call as it is after a fact. */
export interface Call {
  anchored: boolean;
  /** A program has placed it (SPEC § 10). */
  byApi: boolean;
  /** What `caller` dialled; empty where nobody did. */
  dialled: string;
  legs: readonly CallLeg[];
}

/** A call as the transferor sees it. */
export type Direction = 'incoming' | 'outgoing' | 'api';

/** The leg of that name, or null where the call has none. */
export const legOf = (call: Call, legId: string): CallLeg | null =>
  call.legs.find((leg) => leg.legId === legId) ?? null;

const otherHalf: Readonly<Record<string, string>> = { caller: 'callee', callee: 'caller' };

/**
 * The leg that `leg` is talking to, or null where it is alone. A plain call has two halves; in an anchored one the
 * partner says it, for by then anybody may have been moved anywhere.
 */
export const peerOf = (call: Call, leg: CallLeg): CallLeg | null => {
  const peerId = call.anchored ? leg.partnerLegId : (otherHalf[leg.legId] ?? '');
  const peer = legOf(call, peerId);
  return peer?.answered && leg.answered ? peer : null;
};
