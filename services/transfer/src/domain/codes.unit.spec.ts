import assert from 'node:assert/strict';
import { type Code, codes, type Match, type Pressed, press } from './codes.ts';

const interdigitMs = 1_000;

/** Press keys `gapMs` apart and see what each of them led to; an action ends the code before. */
const pressed = (keys: string, meaningful: readonly Code<string>[], gapMs = 100): readonly string[] => {
  let before: Pressed | null = null;
  return [...keys].map((digit, index) => {
    const match: Match<string> = press(
      { legId: 'callee', digit, at: index * gapMs },
      before,
      meaningful,
      interdigitMs,
    );
    before = match.type === 'Begun' ? match.pressed : null;
    switch (match.type) {
      case 'Whole':
        return match.action;
      case 'Begun':
        return match.pressed.actsAt === null ? '…' : `… ${match.pressed.keys} at ${match.pressed.actsAt}`;
      case 'Overtaken':
        return `${match.action}, then ${digit}`;
      case 'None':
        return digit;
    }
  });
};

describe('feature codes of the profiles that ship, while talking', () => {
  const telecube = codes({ keys: '*', action: 'attended' }, { keys: '##', action: 'blind' });
  const mobile = codes({ keys: '*#', action: 'attended' }, { keys: '', action: 'blind' });
  const inline = codes({ keys: '**', action: 'attended' }, { keys: '#', action: 'blind' });
  const hash = codes({ keys: '#', action: 'attended' }, { keys: '', action: 'blind' });

  const rows: readonly [string, readonly Code<string>[], string, readonly string[]][] = [
    ['telecube: * acts at once, for ** means nothing here', telecube, '*', ['attended']],
    ['telecube: ## is two keys', telecube, '##', ['…', 'blind']],
    ['telecube: a key between parts a code', telecube, '#5#', ['…', '5', '…']],
    ['telecube: # is forgotten for a *', telecube, '#*', ['…', 'attended']],
    ['mobile: *#', mobile, '*#', ['…', 'attended']],
    ['mobile: the last * counts', mobile, '**#', ['…', '…', 'attended']],
    ['mobile: an empty code is none', mobile, '#', ['#']],
    ['inline: **', inline, '**', ['…', 'attended']],
    ['inline: # after a lonely *', inline, '*#', ['…', 'blind']],
    ['hash: # acts at once', hash, '#', ['attended']],
    ['digits are no code', telecube, '123', ['1', '2', '3']],
  ];
  for (const [what, profile, keys, expected] of rows) {
    it(what, () => assert.deepEqual(pressed(keys, profile), expected));
  }

  it('makes no code of keys that are further apart than interdigitMs', () => {
    assert.deepEqual(pressed('##', telecube, interdigitMs), ['…', 'blind']);
    assert.deepEqual(pressed('##', telecube, interdigitMs + 1), ['…', '…']);
  });
});

describe('a code that begins a longer one with a meaning in the same state', () => {
  const both = codes({ keys: '*', action: 'attended' }, { keys: '**', action: 'blind' });

  it('waits for it', () => assert.deepEqual(pressed('*', both), ['… * at 1000']));
  it('gives way to it', () => assert.deepEqual(pressed('**', both), ['… * at 1000', 'blind']));
  it('acts before a key that does not belong to it', () => {
    assert.deepEqual(pressed('*1', both), ['… * at 1000', 'attended, then 1']);
  });
  it('acts before a key that comes too late for it, should its timer be late', () => {
    assert.deepEqual(pressed('**', both, 1_001), ['… * at 1000', 'attended, then *']);
  });
});

describe('two actions with the same code', () => {
  it('means the first of them: in the mobile profile # ends the number before it returns', () => {
    const same = codes({ keys: '#', action: 'terminate' }, { keys: '#', action: 'return' });
    assert.deepEqual(pressed('#', same), ['terminate']);
  });
});
