import assert from 'node:assert/strict';
import { validCallId, validLegId, validName } from './arguments.ts';

const wrong = (check: () => unknown, message: string) =>
  assert.throws(check, (error) => error instanceof Error && error.message === message);

describe('a field of a request to any service', () => {
  it('names a call', () => {
    assert.equal(validCallId('5ca1ab1e00000001'), '5ca1ab1e00000001');
    wrong(() => validCallId('x'), 'call_id "x" must be 16 hexadecimal digits');
    wrong(() => validCallId('', 'other_call_id'), 'other_call_id "" must be 16 hexadecimal digits');
  });

  it('names a leg that has gone from call to call, as nothing new may be named', () => {
    const afterMerges = `${'0123456789abcdef-'.repeat(4)}callee`;
    assert.equal(validLegId(afterMerges), afterMerges);
    wrong(
      () => validName(afterMerges, 'leg_id'),
      `leg_id "${afterMerges}" must be 1 to 64 letters, digits, "_" or "-"`,
    );
    wrong(() => validLegId('a b'), 'leg_id "a b" must be 1 to 255 letters, digits, "_" or "-"');
  });
});
