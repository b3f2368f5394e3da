import type { Command } from '../domain/command.ts';
import type { Flows, Party } from '../domain/hearing.ts';

/** How long ago a party sent its last packet. */
export interface Activity {
  readonly tag: string;
  /** Milliseconds, exact to a second; -1 where no packet has come. */
  readonly silentMs: number;
}

/** The board that the cords are plugged into: rtpengine. */
export interface Board {
  /** @throws {UnknownParty} */
  carryOut(command: Command): Promise<void>;
  /** @throws {UnknownParty} */
  flowsOf(party: Party): Promise<Flows>;
  exists(party: Party): Promise<boolean>;
  /** @returns the SDP to offer to a party of our own. */
  open(party: Party, codecs: readonly string[]): Promise<string>;
  /** @returns our SDP towards the party as it stands. @param isChanged - Raise its version. */
  describe(party: Party, isChanged: boolean): Promise<string>;
  /** What a party says of itself, be it an answer or an offer. @throws {UnknownParty} @throws {UnusableSdp} */
  accept(party: Party, sdp: string, codecs: readonly string[]): Promise<void>;
  /** Let the listener receive digits as if the source had pressed them. */
  pressFor(source: Party, listener: Party, digits: string): Promise<void>;
  /** @returns false where the party was gone already. */
  remove(party: Party): Promise<boolean>;
  /** @param tags - Whom to tell of; none: of all. @returns those that are there; undefined where there is no such call. */
  activity(mediaCall: string, tags: readonly string[]): Promise<readonly Activity[] | undefined>;
  /** Whether the call is there and has lost all its parties; false where it has had too many for the board to tell. */
  isEmpty(mediaCall: string): Promise<boolean>;
  end(mediaCall: string): Promise<void>;
}
