import type { Party } from './hearing.ts';

/** A change at the board; one or two ng commands each, and each may be repeated without harm. */
export type Command =
  /** Play to the party, and keep everything else from it as long as that lasts. */
  | { readonly type: 'Play'; readonly party: Party; readonly file: string; readonly repeat: boolean }
  | { readonly type: 'StopPlaying'; readonly party: Party }
  /** Nobody hears the party, nor receives its digits; its digits are still reported. */
  | { readonly type: 'Mute'; readonly party: Party }
  | { readonly type: 'Unmute'; readonly party: Party }
  /** The two hear each other, and neither hears whom it was joined to before. Were there sources mixed for the first one? */
  | { readonly type: 'Join'; readonly parties: readonly [Party, Party]; readonly isFirstMixed: boolean }
  /** One more source for the listener, who is not heard by it. */
  | { readonly type: 'Relay'; readonly source: Party; readonly listener: Party }
  /** The listener hears the sources mixed into one stream. */
  | { readonly type: 'Mix'; readonly sources: readonly Party[]; readonly listener: Party }
  /** Neither of the two hears the other. */
  | { readonly type: 'Part'; readonly parties: readonly [Party, Party] }
  /** The listener hears the source no longer. */
  | { readonly type: 'Cut'; readonly source: Party; readonly listener: Party };
