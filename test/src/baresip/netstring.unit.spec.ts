import assert from 'node:assert/strict';
import { encodeNetstring, NetstringDecoder } from './netstring.ts';

describe('netstrings', () => {
  it('come back as they went, however the stream is cut', () => {
    const texts = ['{"event":true}', '', 'zażółć'];
    const bytes = Buffer.concat(texts.map(encodeNetstring));
    for (let size = 1; size <= bytes.length; size++) {
      const decoder = new NetstringDecoder();
      const decoded: string[] = [];
      for (let at = 0; at < bytes.length; at += size)
        decoded.push(...decoder.push(bytes.subarray(at, at + size)));
      assert.deepEqual(decoded, texts);
    }
  });

  it('are refused where there is no length', () => {
    assert.throws(() => new NetstringDecoder().push(Buffer.from('x:')), /not a netstring/);
  });
});
