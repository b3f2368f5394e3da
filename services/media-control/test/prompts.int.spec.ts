import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readAudioFiles } from '../src/adapters/audio-files.ts';
import { type Catalogue, find } from '../src/domain/catalogue.ts';

const languages = ['pl', 'ru', 'en'];
/** Whatever transfer and call-control play to somebody (SPEC §§ 2, 4, 5). */
const prompts = [
  'apology',
  'call-returned',
  'not-allowed',
  'returning-call',
  'target-busy',
  'target-no-answer',
  'target-rejected',
  'target-unavailable',
  'transfer',
  'transfer-failed',
  'try-again',
  'unknown-number',
  'voicemail-greeting',
];
/** Milliseconds: shorter than any word, longer than anybody would listen; the dial tone of 12 s is behind some. */
const [shortest, longest] = [500, 20_000];

describe('the built-in prompts', () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await readAudioFiles(fileURLToPath(new URL('../../../../audio', import.meta.url)));
  });

  for (const name of prompts) {
    it(`"${name}" is spoken in Polish, Russian and English`, async () => {
      const recordings = languages.map((language) => find(catalogue, name, language));
      for (const { path, durationMs } of recordings)
        assert.ok(durationMs > shortest && durationMs < longest, `${path}: ${durationMs} ms`);
      const contents = await Promise.all(recordings.map(({ path }) => readFile(path, 'base64')));
      assert.equal(new Set(contents).size, languages.length, 'two languages sound alike');
    });
  }

  it('are all that there are in each language', () => {
    for (const language of languages) {
      const names = [...catalogue.keys()].filter((key) => key.startsWith(`${language}/`));
      assert.deepEqual(names.map((key) => key.slice(language.length + 1)).sort(), prompts);
    }
  });
});
