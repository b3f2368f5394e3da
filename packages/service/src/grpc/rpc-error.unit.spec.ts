import assert from 'node:assert/strict';
import { fromStatus, RpcError, toStatus } from './rpc-error.ts';

describe('an RpcError on its way', () => {
  const arrived = (message: string, value: string) =>
    fromStatus(toStatus(new RpcError('NOT_FOUND', message, { value, most: 5 })));

  it('is itself again where it arrives', () => {
    const { code, message, details } = arrived('no "ż"', 'x');
    assert.deepEqual([code, message, details], ['NOT_FOUND', 'no "ż"', { value: 'x', most: 5 }]);
  });

  it('is cut, and says so, where it is long', () => {
    const { message, details } = arrived('m'.repeat(200_000), 'd'.repeat(1_001));
    assert.equal(message, `${'m'.repeat(1_000)}… (cut, 200000 characters)`);
    assert.deepEqual(details, { value: `${'d'.repeat(1_000)}… (cut, 1001 characters)`, most: 5 });
  });

  it('is not cut within a character', () => {
    for (const text of [`x${'😀'.repeat(600)}`, '😀'.slice(0, 1)])
      assert.doesNotThrow(() => encodeURI(arrived(text, '').message));
  });
});
