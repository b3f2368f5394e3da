import { type Catalogue, find, has, type Recording } from '../domain/catalogue.ts';
import { toDomain } from '../domain/names.ts';
import { toLanguage, toText } from '../domain/text.ts';
import type { Recordings } from './recordings.ts';
import type { Speech } from './speech.ts';

/** What is to be played, as the contract says it. */
export interface AudioRequest {
  readonly name: string;
  readonly language: string;
  readonly domain?: string | undefined;
  readonly text?: string | undefined;
}

/** All that can be played: the system's, the tenants', and what is read out. */
export interface AudioLibrary {
  /**
   * @param field - Where the request came from, for the error.
   * @returns a promise in place of the recording where a text has to be read out first.
   * @throws {BadRequest}
   */
  find(request: AudioRequest, field: string): Promise<{ recording: Recording | Promise<Recording> }>;
}

/** The library of this process. */
export const audioLibrary = (catalogue: Catalogue, recordings: Recordings, speech: Speech): AudioLibrary => ({
  find: async ({ name, language, domain = '', text }, field) => {
    if (text !== undefined) {
      const words = toText(text, `${field}.text`);
      return { recording: speech.say(words, toLanguage(language, speech.languages, `${field}.language`)) };
    }
    if (domain === '') return { recording: find(catalogue, name, language, `${field}.name`) };
    const tenant = toDomain(domain, `${field}.domain`);
    const own = name.includes('/') ? undefined : await recordings.find(tenant, name, !has(catalogue, name));
    return {
      recording: own ?? find(catalogue, name, language, `${field}.name`, () => recordings.namesOf(tenant)),
    };
  },
});
