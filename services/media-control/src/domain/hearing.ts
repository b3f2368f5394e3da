/** A party of rtpengine: a "tag" inside a media call. */
export interface Party {
  readonly mediaCall: string;
  readonly tag: string;
}

/** What one party hears from now on. */
export interface Hearing {
  readonly party: Party;
  readonly source: Source;
  /** Nothing was ever played to the party, nor was it muted or mixed for: there is nothing to undo. Default false. */
  readonly fresh?: boolean;
}

export type Source =
  | { readonly type: 'silence' }
  | { readonly type: 'audio'; readonly file: string; readonly repeat: boolean }
  /** The voices of these; never empty, and never the party itself. */
  | { readonly type: 'parties'; readonly parties: readonly Party[] };

/** A party's flows as rtpengine has them. */
export interface Flows {
  readonly party: Party;
  /** Whom it hears, each with all those who hear that one. */
  readonly sources: readonly { readonly party: Party; readonly listeners: readonly Party[] }[];
}

export const isSame = (a: Party, b: Party): boolean => a.tag === b.tag && a.mediaCall === b.mediaCall;

export const includes = (parties: readonly Party[], party: Party): boolean =>
  parties.some((each) => isSame(each, party));

/** Whom the hearing lets the party hear. */
export const sourcesOf = ({ source }: Hearing): readonly Party[] =>
  source.type === 'parties' ? source.parties : [];
