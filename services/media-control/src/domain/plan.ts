import type { Command } from './command.ts';
import { BadRequest } from './errors.ts';
import { type Flows, type Hearing, includes, isSame, type Party, sourcesOf } from './hearing.ts';

/** What to do for an arrangement: three steps, one after the other. */
export interface Plan {
  /** In any order: music starts here, and voices that nobody is to hear end. */
  readonly first: readonly Command[];
  /** In this order: the cords are moved while all concerned are still muted. */
  readonly then: readonly Command[];
  /** In any order: those who are heard are unmuted. */
  readonly last: readonly Command[];
  /** Parties whose flows decide what `hush` has to add to `first`. */
  readonly lonely: readonly Party[];
}

/**
 * From who hears what to the commands that make it so. It asks for no state: a hearing says what is to be, and every command
 * holds whatever was before. One thing only is not in the hearings: whom a party hears that is named alone; see `hush`.
 */
export const plan = (hearings: readonly Hearing[]): Plan => {
  const named = hearings.map(({ party }) => party);
  const heard = distinct(hearings.flatMap(sourcesOf));
  const unheard = named.filter((party) => !includes(heard, party) && !isAlone(party, named));
  return {
    first: [...hearings.flatMap(play), ...unheard.map(mute)],
    then: [...partings(hearings, heard), ...hearings.flatMap((hearing) => plug(hearing, hearings))],
    last: [...heard.filter((party) => !isFresh(party, hearings)).map(unmute), ...hearings.flatMap(quiet)],
    lonely: hearings
      .filter(({ party, source }) => source.type !== 'parties' && isAlone(party, named))
      .map(({ party }) => party),
  };
};

/**
 * The plan for parties that are on hold already and stay so.
 *
 * @throws {BadRequest} One is to hear voices.
 */
export const planForHeld = (hearings: readonly Hearing[]): Plan => {
  const talking = hearings.find(({ source }) => source.type === 'parties');
  if (talking)
    throw new BadRequest('held', 'true', `must be false, as "${talking.party.tag}" is to hear voices`);
  return { first: [...hearings.flatMap(play), ...hearings.flatMap(quiet)], then: [], last: [], lonely: [] };
};

/**
 * A party was named without those that it hears so far; they must not be heard by it any longer. Whom nobody else hears is
 * muted rather than cut off: rtpengine reports the digits of such a party only as long as it has a listener.
 */
export const hush = ({ party, sources }: Flows): readonly Command[] =>
  sources.map((source) =>
    source.listeners.every((listener) => isSame(listener, party))
      ? mute(source.party)
      : { type: 'Cut', source: source.party, listener: party },
  );

/** A party that is unknown is found out here: where it is to be joined, rtpengine would make it up. */
const play = ({ party, source, fresh }: Hearing): Command[] => {
  switch (source.type) {
    case 'audio':
      return [{ type: 'Play', party, file: source.file, repeat: source.repeat }];
    case 'parties':
      return fresh ? [] : [{ type: 'StopPlaying', party }];
    case 'silence':
      return [];
  }
};

/** Only after those are muted whom the end of the music would uncover. */
const quiet = ({ party, source, fresh }: Hearing): Command[] =>
  source.type === 'silence' && !fresh ? [{ type: 'StopPlaying', party }] : [];

const mute = (party: Party): Command => ({ type: 'Mute', party });
const unmute = (party: Party): Command => ({ type: 'Unmute', party });

/** Cords between two named parties of which one is heard, but not by the other. */
const partings = (hearings: readonly Hearing[], heard: readonly Party[]): Command[] =>
  pairs(hearings).flatMap(([a, b]): Command[] => {
    if (!includes(heard, a.party) && !includes(heard, b.party)) return []; // muted both, and their digits reported
    const isHeardByA = includes(sourcesOf(a), b.party);
    const isHeardByB = includes(sourcesOf(b), a.party);
    if (!isHeardByA && !isHeardByB) return [{ type: 'Part', parties: [a.party, b.party] }];
    if (!isHeardByA && includes(heard, b.party)) return [{ type: 'Cut', source: b.party, listener: a.party }];
    if (!isHeardByB && includes(heard, a.party)) return [{ type: 'Cut', source: a.party, listener: b.party }];
    return [];
  });

const plug = (hearing: Hearing, hearings: readonly Hearing[]): Command[] => {
  const { party: listener } = hearing;
  const [source, ...others] = sourcesOf(hearing);
  if (!source) return [];
  if (others.length > 0) return [{ type: 'Mix', sources: [source, ...others], listener }];
  const peer = hearings.find(({ party }) => isSame(party, source));
  const peerHears = peer ? sourcesOf(peer) : [];
  if (peerHears.length !== 1 || !includes(peerHears, listener)) return [{ type: 'Relay', source, listener }];
  const isFirstOfBoth = peer !== undefined && hearings.indexOf(hearing) < hearings.indexOf(peer);
  return isFirstOfBoth ? [join(hearing, peer)] : [];
};

/** A fresh party comes first, as that saves half of the work. */
const join = (a: Hearing, b: Hearing): Command =>
  b.fresh && !a.fresh
    ? join(b, a)
    : { type: 'Join', parties: [a.party, b.party], isFirstMixed: a.fresh !== true };

const isFresh = (party: Party, hearings: readonly Hearing[]): boolean =>
  hearings.some((hearing) => hearing.fresh === true && isSame(hearing.party, party));

const isAlone = (party: Party, named: readonly Party[]): boolean =>
  named.every((other) => isSame(other, party) || other.mediaCall !== party.mediaCall);

const pairs = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((a, index) => items.slice(index + 1).map((b): [T, T] => [a, b]));

const distinct = (parties: readonly Party[]): Party[] =>
  parties.filter((party, index) => parties.findIndex((each) => isSame(each, party)) === index);
