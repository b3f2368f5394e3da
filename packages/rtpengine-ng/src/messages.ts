import type { EncodableDict } from './bencode.ts';

/** A party: a "tag" inside a call. */
export interface PartyRef {
  readonly callId: string;
  readonly tag: string;
}

/** Whether a party's audio is made by rtpengine's mixer; `default` leaves it to rtpengine's configuration. */
export type AudioPlayer = 'default' | 'transcoding' | 'off' | 'always';

/** Fields of rtpengine's own names for what this client has no name for, and flags. */
export interface Extra {
  readonly flags?: readonly string[];
  readonly fields?: EncodableDict;
}

/** A party to open, or whose SDP to tell. */
export interface Create extends PartyRef, Extra {
  /** Names as in SDP, e.g. "PCMA", the preferred one first. */
  readonly codecs?: readonly string[];
}

/** SDP that a party sent. */
export interface PartySdp extends PartyRef, Extra {
  readonly sdp: string;
}

/** SDP of a party whose media rtpengine answers itself. */
export interface Publish extends PartySdp {
  /** Codecs to accept, the preferred one first. */
  readonly codecs?: readonly string[];
  /** Send to the party as well. Default false: it only sends. */
  readonly bidirectional?: boolean;
}

/** One half of an offer/answer exchange (RFC 3264) through rtpengine; the tags are the SIP ones. */
export interface OfferAnswer extends Extra {
  readonly callId: string;
  readonly fromTag: string;
  readonly toTag?: string;
  readonly sdp: string;
}

/** Which two parties to connect. */
export interface Connect extends Extra {
  readonly callId: string;
  readonly fromTag: string;
  readonly toTag: string;
  /** The call of `toTag`, where it is another one: the two calls become one. */
  readonly toCallId?: string;
  /**
   * Add a flow from `fromTag` to `toTag` and leave all others. Default false: the two become each other's only peers
   * by offer and answer.
   */
  readonly directional?: boolean;
  readonly audioPlayer?: AudioPlayer;
}

/** Which flow to take away. */
export interface Disconnect {
  readonly callId: string;
  readonly fromTag: string;
  readonly toTag: string;
  /** The flow from `toTag` to `fromTag` too. Default false. */
  readonly bothWays?: boolean;
}

/** A flow from one party to another. */
export interface Flow {
  readonly callId: string;
  readonly tag: string;
  /** Default: all that hear the party. */
  readonly toTag?: string;
}

/** Audio for a party. */
export interface PlayMedia extends PartyRef {
  /** Path of a file as rtpengine sees it. */
  readonly file: string;
  /** How often to play it. Default 1. */
  readonly times?: number;
  /** Keep all other audio from the party as long as this plays. Default false. */
  readonly blockEgress?: boolean;
}

/** A digit that a party's peers are to hear. */
export interface PlayDtmf extends PartyRef {
  /** One of 0-9 * # A-D. */
  readonly digit: string;
  /** Milliseconds, 100 to 5,000. Default 250. */
  readonly durationMs?: number;
}

/** A call as `query` tells of it; what this client does not name is left out. */
export interface CallStatus {
  readonly tags: Readonly<Record<string, PartyStatus>>;
}
export interface PartyStatus {
  readonly tag: string;
  /** Whom the party hears. */
  readonly subscriptions: readonly { readonly tag: string; readonly type: string }[];
  /** Who hears the party. */
  readonly subscribers: readonly { readonly tag: string; readonly type: string }[];
  readonly medias: readonly MediaStatus[];
}
export interface MediaStatus {
  readonly type: string;
  readonly flags: readonly string[];
  readonly streams: readonly StreamStatus[];
}
export interface StreamStatus {
  readonly flags: readonly string[];
  readonly 'local port'?: number;
  /** Seconds since 1970; of the call's creation where no packet has come. */
  readonly 'last packet': number;
  /** From the party. */
  readonly stats: { readonly packets: number; readonly bytes: number; readonly errors: number };
  /** To the party. */
  readonly stats_out: { readonly packets: number; readonly bytes: number; readonly errors: number };
}
