import { BadRequest } from './errors.ts';

/** Characters of a text that is read out. */
export const LONGEST_TEXT = 500;

/** A text without what cannot be read out. @throws {BadRequest} */
export const toText = (text: string, field = 'text'): string => {
  const plain = text
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .normalize('NFC');
  const length = [...plain].length;
  if (length === 0 || length > LONGEST_TEXT)
    throw new BadRequest(
      field,
      length === 0 ? text : `${length} characters`,
      `must be 1 to ${LONGEST_TEXT} characters`,
    );
  return plain;
};

/** "pl-PL" → "pl". @throws {BadRequest} None of the languages. */
export const toLanguage = (language: string, spoken: readonly string[], field = 'language'): string => {
  const base = language.toLowerCase().split('-')[0] ?? '';
  if (!spoken.includes(base)) throw new BadRequest(field, language, `must be one of ${spoken.join(', ')}`);
  return base;
};
