import assert from 'node:assert/strict';
import { invalidArgument } from './invalid-argument.ts';

describe('an invalid argument', () => {
  it('names the field, its value and the rule', () => {
    const { code, message, details } = invalidArgument('leg_id', 'a b', 'must be one word');
    assert.deepEqual(
      [code, message, details],
      ['INVALID_ARGUMENT', 'leg_id "a b" must be one word', { field: 'leg_id' }],
    );
  });

  it('tells the beginning of a long value', () => {
    const { message } = invalidArgument('uri', 'u'.repeat(256), 'must be at most 255 characters');
    assert.equal(message, `uri "${'u'.repeat(100)}…" must be at most 255 characters`);
  });
});
