import type { Account, Message } from './account.ts';
import type { Leg } from './call.ts';
import type { Command, Hearing, Sound } from './messages.ts';
import type { Pair } from './pair.ts';

type ArrangeCommand = Extract<Command, { type: 'Arrange' }>;

/** Put parties in their places: who hears what from now on. */
export const arrange = (...hearings: readonly Hearing[]): Command => ({
  type: 'Arrange',
  hearings,
  timed: null,
  held: false,
});

/** Play something else to parties that are on hold. */
export const playToHeld = (...hearings: readonly Hearing[]): Command => ({
  type: 'Arrange',
  hearings,
  timed: null,
  held: true,
});

/** The name under which the length of a message to a leg comes back as AudioStarted. */
export const spokenTo = ({ legId }: Leg, at: number): string => `${legId}@${at}`;

/** Play a message whose end matters, in the language of the house. */
export const tell = (leg: Leg, message: Message, account: Account, at: number): ArrangeCommand => ({
  type: 'Arrange',
  hearings: [once(leg, 'text' in message ? message : { name: message.recording }, account)],
  timed: spokenTo(leg, at),
  held: false,
});

/** The same, where the tenant need not have one, and what he has may be gone: a recording that was deleted, a text that cannot be read. */
export const tellOr = (
  builtIn: string,
  message: Message | null,
  leg: Leg,
  account: Account,
  at: number,
): Command =>
  message === null
    ? tell(leg, { recording: builtIn }, account, at)
    : { ...tell(leg, message, account, at), instead: builtIn };

/** Nothing at all. */
export const silence = ({ party }: Leg): Hearing => ({ party, hears: { type: 'Silence' } });

/** Music for the transferee, until something else is arranged. */
export const holdMusic = ({ transferee, transferor }: Pair): Hearing =>
  tone(transferee, 'hold-music', transferor.account);

/** A tone for the transferor, over and over. */
export const toneTo = ({ transferor }: Pair, name: 'ringback' | 'busy'): Hearing =>
  tone(transferor, name, transferor.account);

/** A built-in message for the transferor, once, in his own language. */
export const promptTo = ({ transferor }: Pair, name: 'transfer' | 'try-again'): Hearing =>
  once(transferor, { name }, transferor.account);

const tone = ({ party }: Leg, name: string, { domain }: Account): Hearing => ({
  party,
  hears: { type: 'Audio', sound: { name }, language: '', domain, repeat: true },
});

const once = ({ party }: Leg, sound: Sound, { language, domain }: Account): Hearing => ({
  party,
  hears: { type: 'Audio', sound, language, domain, repeat: false },
});

/** `listener` hears the speakers, who need not hear him. */
export const hearing = (listener: Leg, ...speakers: readonly Leg[]): Hearing => ({
  party: listener.party,
  hears: { type: 'Parties', parties: speakers.map(({ party }) => party) },
});

/** A leg that has just answered: nothing is to be undone for it. */
export const fresh = (hearings: readonly Hearing[], { party }: Leg): readonly Hearing[] =>
  hearings.map((one) => (one.party.tag === party.tag ? { ...one, fresh: true } : one));

/** Two or more talk: each hears all the others. */
export const talking = (...legs: readonly Leg[]): readonly Hearing[] =>
  legs.map((leg) => hearing(leg, ...legs.filter((other) => other !== leg)));
