import type { Recording } from '../domain/catalogue.ts';
import { Workshop } from './workshop.ts';

/** What reads texts out. Another one fits where it gives WAV, of whatever rate. */
export interface SpeechSynthesizer {
  /** Says what makes its speech differ from another's: program, voice, speed. Part of the cache's keys. */
  readonly identity: string;
  /** BCP 47, the base languages that it speaks. */
  readonly languages: readonly string[];
  /** @returns a WAV file. @throws whatever stops it. */
  synthesize(text: string, language: string): Promise<Buffer>;
}

/** Spoken texts on this machine. */
export interface SpeechCache {
  /** @returns undefined where it is not there. */
  find(text: SpokenText): Recording | undefined;
  /** @param wav - As the synthesiser gave it. */
  keep(text: SpokenText, wav: Buffer): Promise<Recording>;
}

/** What decides how a text sounds. */
export interface SpokenText {
  readonly text: string;
  readonly language: string;
  readonly voice: string;
}

/** Texts that are spoken at the same time, and those that may wait for it. */
const PLACES = 2;
const WAITING = 16;

/** Reads texts out, each once. */
export class Speech {
  readonly #synthesizer: SpeechSynthesizer;
  readonly #cache: SpeechCache;
  readonly #workshop = new Workshop('texts that are read out', { places: PLACES, waiting: WAITING });
  readonly #underWay = new Map<string, Promise<Recording>>();

  constructor(synthesizer: SpeechSynthesizer, cache: SpeechCache) {
    this.#synthesizer = synthesizer;
    this.#cache = cache;
  }

  get languages(): readonly string[] {
    return this.#synthesizer.languages;
  }

  /** @returns the recording at once where it was made before. @throws {TooBusy} */
  say(text: string, language: string): Recording | Promise<Recording> {
    const spoken = { text, language, voice: this.#synthesizer.identity };
    return this.#cache.find(spoken) ?? this.#make(spoken);
  }

  #make(spoken: SpokenText): Promise<Recording> {
    const { text, language } = spoken;
    const key = `${language} ${text}`;
    const underWay = this.#underWay.get(key);
    if (underWay) return underWay;
    const made = this.#workshop
      .run(async () => this.#cache.keep(spoken, await this.#synthesizer.synthesize(text, language)))
      .finally(() => this.#underWay.delete(key));
    made.catch(() => {}); // whoever asked may have failed for another reason
    this.#underWay.set(key, made);
    return made;
  }
}
