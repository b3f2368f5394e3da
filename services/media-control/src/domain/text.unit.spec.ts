import assert from 'node:assert/strict';
import { toDomain, toRecordingName } from './names.ts';
import { toLanguage, toText } from './text.ts';

describe('a text to read out', () => {
  for (const [given, expected] of [
    [' Nikt nie odbiera ', 'Nikt nie odbiera'],
    ['one\r\ntwo\tthree', 'one two three'],
    ['bell\u0007 and \u200bnothing', 'bell and nothing'],
    ['за\u0301мок', 'за\u0301мок'],
    ['☎'.repeat(500), '☎'.repeat(500)],
  ] as const) {
    it(JSON.stringify(given.slice(0, 20)), () => assert.equal(toText(given), expected.normalize('NFC')));
  }

  for (const [given, found] of [
    ['', ''],
    [' \n ', ' \n '],
    ['x'.repeat(501), '501 characters'],
  ] as const) {
    it(`is not ${JSON.stringify(given.slice(0, 20))}`, () => {
      assert.throws(() => toText(given), { message: `text is "${found}": must be 1 to 500 characters` });
    });
  }
});

describe('a language', () => {
  it('is the base of what is asked for', () => {
    assert.deepEqual(
      ['pl', 'pl-PL', 'EN', 'ru-Cyrl-RU'].map((language) => toLanguage(language, ['pl', 'ru', 'en'])),
      ['pl', 'pl', 'en', 'ru'],
    );
  });

  it('is one of those that are spoken', () => {
    for (const language of ['de', '', 'english'])
      assert.throws(() => toLanguage(language, ['pl', 'en']), {
        message: `language is "${language}": must be one of pl, en`,
      });
  });
});

describe('the names of a recording', () => {
  it('are taken', () => {
    assert.equal(toRecordingName('hold-music'), 'hold-music');
    assert.equal(toRecordingName('a'.repeat(64)), 'a'.repeat(64));
    assert.equal(toDomain('Demo.TEST'), 'demo.test');
  });

  it('are no paths, and no subjects', () => {
    for (const name of ['', 'A', 'a.b', 'a/b', '..', 'a'.repeat(65), 'a b', 'ą', 'a*'])
      assert.throws(() => toRecordingName(name), { code: 'BAD_REQUEST' });
    for (const domain of ['', '.', '..', '/etc', 'a/b', '-a', 'a b', '[::1]'])
      assert.throws(() => toDomain(domain), { code: 'BAD_REQUEST' });
  });
});
