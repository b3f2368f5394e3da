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
  /** Whose flows decide what `hush` has to add to `first`. */
  readonly uncertain: readonly Uncertain[];
}

/** A party that may hear somebody of whom the hearings do not tell. */
export interface Uncertain {
  readonly party: Party;
  /** Those of whom they do. */
  readonly settled: readonly Party[];
}

/**
 * From who hears what to the commands that make it so. It asks for no state: a hearing says what is to be, and every command
 * holds whatever was before. One thing only is not in the hearings: whom else a party hears that is named alone or gets one more voice; see
 * `hush`.
 */
export const plan = (hearings: readonly Hearing[]): Plan => {
  const named = hearings.map(({ party }) => party);
  const heard = distinct(hearings.flatMap(sourcesOf));
  const unheard = named.filter((party) => !includes(heard, party) && !isAlone(party, named));
  return {
    first: [...hearings.flatMap(play), ...unheard.map(mute)],
    then: [...partings(hearings, heard), ...plugs(hearings)],
    last: [...heard.filter((party) => !isFresh(party, hearings)).map(unmute), ...hearings.flatMap(quiet)],
    uncertain: hearings.flatMap((hearing) => uncertain(hearing, named)),
  };
};

const uncertain = (hearing: Hearing, named: readonly Party[]): Uncertain[] => {
  const { party, source, fresh } = hearing;
  if (source.type !== 'parties') return isAlone(party, named) ? [{ party, settled: [] }] : [];
  // What is mixed for a party comes in addition to what it hears; two that are joined hear nobody else.
  return source.parties.length > 1 && !fresh ? [{ party, settled: named }] : [];
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
  return {
    first: [...hearings.flatMap(play), ...hearings.flatMap(quiet)],
    then: [],
    last: [],
    uncertain: [],
  };
};

/**
 * A party was named without those that it hears so far; they must not be heard by it any longer. Whom nobody else hears is
 * muted rather than cut off: rtpengine reports the digits of such a party only as long as it has a listener.
 */
export const hush = (
  { party, sources }: Flows,
  { settled }: Pick<Uncertain, 'settled'>,
): readonly Command[] =>
  sources
    .filter((source) => !settled.some(({ tag }) => tag === source.party.tag)) // the media call may have two names
    .map((source) =>
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

/**
 * The cords of all hearings. The first cord between two media calls makes one of them, and digits are reported from then on under the name
 * of the call that its source is in. So that everybody knows which name that is, it is the first hearing's: listeners
 * of other calls come first, each with its sources of that call before others.
 */
const plugs = (hearings: readonly Hearing[]): Command[] => {
  const name = hearings[0]?.party.mediaCall;
  const isOfName = ({ mediaCall }: Party): boolean => mediaCall === name;
  const [members, guests] = split(hearings, ({ party }) => isOfName(party));
  return [...guests, ...members].flatMap((hearing) =>
    plug(hearing, split(sourcesOf(hearing), isOfName).flat(), hearings),
  );
};

const plug = (hearing: Hearing, sources: readonly Party[], hearings: readonly Hearing[]): Command[] => {
  const { party: listener } = hearing;
  const [source, ...others] = sources;
  if (!source) return [];
  if (others.length > 0) return [{ type: 'Mix', sources: [source, ...others], listener }];
  const peer = hearings.find(({ party }) => isSame(party, source));
  const peerHears = peer ? sourcesOf(peer) : [];
  if (peerHears.length !== 1 || !includes(peerHears, listener)) return [{ type: 'Relay', source, listener }];
  const isFirstOfBoth = peer !== undefined && hearings.indexOf(hearing) < hearings.indexOf(peer);
  return isFirstOfBoth ? [join(hearing, peer)] : [];
};

/** A fresh party comes first, as that saves half of the work; of two calls, the one whose name is kept. */
const join = (a: Hearing, b: Hearing): Command =>
  b.fresh && !a.fresh && a.party.mediaCall === b.party.mediaCall
    ? join(b, a)
    : { type: 'Join', parties: [a.party, b.party], isFirstMixed: a.fresh !== true };

const isFresh = (party: Party, hearings: readonly Hearing[]): boolean =>
  hearings.some((hearing) => hearing.fresh === true && isSame(hearing.party, party));

const isAlone = (party: Party, named: readonly Party[]): boolean =>
  named.every((other) => isSame(other, party) || other.mediaCall !== party.mediaCall);

/** Those that pass, and those that do not. */
const split = <T>(items: readonly T[], passes: (item: T) => boolean): [T[], T[]] => [
  items.filter(passes),
  items.filter((item) => !passes(item)),
];

const pairs = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((a, index) => items.slice(index + 1).map((b): [T, T] => [a, b]));

const distinct = (parties: readonly Party[]): Party[] =>
  parties.filter((party, index) => parties.findIndex((each) => isSame(each, party)) === index);
