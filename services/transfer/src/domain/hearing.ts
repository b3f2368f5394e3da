import type { Leg } from './call.ts';
import type { Command, Hearing } from './messages.ts';
import type { Transferor } from './state.ts';

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

/** Play a message whose end matters: its length comes back as AudioStarted. */
export const tell = (leg: Leg, name: string, language: string): Command => ({
  type: 'Arrange',
  hearings: [prompt(leg, name, language)],
  timed: name,
  held: false,
});

/** Nothing at all. */
export const silence = ({ party }: Leg): Hearing => ({ party, hears: { type: 'Silence' } });

/** Hold music, until something else is arranged. */
export const holdMusic = (leg: Leg): Hearing => tone(leg, 'hold-music');

/** A tone of the catalogue, over and over. */
export const tone = ({ party }: Leg, name: 'hold-music' | 'ringback' | 'busy'): Hearing => ({
  party,
  hears: { type: 'Audio', name, language: '', repeat: true },
});

/** A message of the catalogue, once, in a language (BCP 47). */
export const prompt = ({ party }: Leg, name: string, language: string): Hearing => ({
  party,
  hears: { type: 'Audio', name, language, repeat: false },
});

/** A message in the transferor's own language. */
export const promptTo = (transferor: Transferor, name: string): Hearing =>
  prompt(transferor, name, transferor.account.language);

/** One way only: `listener` hears `speaker`. */
export const hearing = (listener: Leg, speaker: Leg): Hearing => ({
  party: listener.party,
  hears: { type: 'Parties', parties: [speaker.party] },
});

/** A leg that has just answered: nothing is to be undone for it. */
export const fresh = (hearings: readonly Hearing[], { party }: Leg): readonly Hearing[] =>
  hearings.map((one) => (one.party.tag === party.tag ? { ...one, fresh: true } : one));

/** Two parties talk. */
export const talking = (one: Leg, other: Leg): readonly Hearing[] => [
  hearing(one, other),
  hearing(other, one),
];
