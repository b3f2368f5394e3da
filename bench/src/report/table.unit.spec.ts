import assert from 'node:assert/strict';
import { count, table } from './table.ts';

describe('a table', () => {
  it('aligns its columns, names to the left, figures to the right', () => {
    const text = table(
      'Fruit',
      ['', 'pieces', 'kg'],
      [
        ['apples', count(12), 3.456],
        ['a lemon', count(1), Number.NaN],
      ],
    );
    assert.equal(
      text,
      [
        '  Fruit',
        '',
        '           pieces   kg',
        '  --------------------',
        '  apples       12  3.5',
        '  a lemon       1    –',
      ].join('\n'),
    );
  });
});
