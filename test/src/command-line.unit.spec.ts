import assert from 'node:assert/strict';
import { wholeNumber } from './command-line.ts';

describe('the options of a program of the laboratory', () => {
  it('are whole numbers from the least that makes sense', () => {
    assert.equal(wholeNumber(1)('500'), 500);
    for (const text of ['', '0', '-1', '1.5', '1e3', 'many']) {
      assert.throws(() => wholeNumber(1)(text), /must be a whole number from 1/);
    }
  });
});
