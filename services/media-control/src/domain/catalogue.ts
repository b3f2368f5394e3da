import { BadRequest } from './errors.ts';

/** One audio file. */
export interface Recording {
  readonly path: string;
  /** Milliseconds that it lasts. */
  readonly durationMs: number;
}

/** What can be played: tones and music by their name, prompts by "<language>/<name>". */
export type Catalogue = ReadonlyMap<string, Recording>;

/** The language of prompts for those whose own language has none. */
export const FALLBACK_LANGUAGE = 'en';

/**
 * Find a recording: in the language, else in its base language ("pl-PL" → "pl"), else in English, else without any.
 *
 * @param language - BCP 47; "" for none.
 * @param field - Where the name came from, for the error.
 * @param others - Names that would have done as well, for the error.
 * @throws {BadRequest} No such name; lists those there are.
 */
export const find = (
  catalogue: Catalogue,
  name: string,
  language: string,
  field = 'name',
  others: () => readonly string[] = () => [],
): Recording => {
  const base = language.toLowerCase().split('-')[0] ?? '';
  for (const key of [`${language}/${name}`, `${base}/${name}`, `${FALLBACK_LANGUAGE}/${name}`, name]) {
    const recording = catalogue.get(key);
    if (recording && !name.includes('/')) return recording;
  }
  throw new BadRequest(field, name, `must be one of ${names(catalogue, others()).join(', ')}`);
};

/** Whether there is a recording of that name in any language. */
export const has = (catalogue: Catalogue, name: string): boolean =>
  [...catalogue.keys()].some((key) => nameOf(key) === name);

const names = (catalogue: Catalogue, others: readonly string[]): string[] =>
  [...new Set([...[...catalogue.keys()].map(nameOf), ...others])].sort();

const nameOf = (key: string): string => key.slice(key.indexOf('/') + 1);
