import assert from 'node:assert/strict';
import { type Catalogue, find, has } from './catalogue.ts';
import { BadRequest } from './errors.ts';

const recording = (path: string) => ({ path, durationMs: 1000 });
const catalogue: Catalogue = new Map(
  ['hold-music', 'pl/apology', 'en/apology', 'en/transfer'].map((key) => [key, recording(key)]),
);

describe('find', () => {
  for (const [name, language, path] of [
    ['apology', 'pl', 'pl/apology'],
    ['apology', 'pl-PL', 'pl/apology'],
    ['apology', 'PL', 'pl/apology'],
    ['apology', 'ru', 'en/apology'],
    ['apology', '', 'en/apology'],
    ['transfer', 'pl', 'en/transfer'],
    ['hold-music', '', 'hold-music'],
    ['hold-music', 'pl', 'hold-music'],
  ] as const) {
    it(`${name} in "${language}" is ${path}`, () => assert.equal(find(catalogue, name, language).path, path));
  }

  for (const name of ['polka', '', 'pl/apology', '../hold-music']) {
    it(`refuses "${name}" and lists what there is`, () => {
      assert.throws(
        () => find(catalogue, name, 'pl', 'audio.name'),
        new BadRequest('audio.name', name, 'must be one of apology, hold-music, transfer'),
      );
    });
  }

  it('asks for other names only where it lists them', () => {
    let asked = 0;
    const others = (): string[] => {
      asked += 1;
      return ['closed-today'];
    };
    find(catalogue, 'apology', 'pl', 'name', others);
    assert.equal(asked, 0);
    assert.throws(
      () => find(catalogue, 'polka', 'pl', 'name', others),
      new BadRequest('name', 'polka', 'must be one of apology, closed-today, hold-music, transfer'),
    );
  });
});

describe('has', () => {
  for (const [name, expected] of [
    ['hold-music', true],
    ['transfer', true],
    ['polka', false],
    ['', false],
    ['pl/apology', false],
  ] as const) {
    it(`"${name}": ${expected}`, () => assert.equal(has(catalogue, name), expected));
  }
});
