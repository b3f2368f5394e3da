import assert from 'node:assert/strict';
import { peakOf, withoutOffset } from './pcm.ts';

const pcm = (...samples: number[]): Buffer => Buffer.from(Int16Array.from(samples).buffer);

describe('PCM', () => {
  it('has a peak, above or below zero', () => {
    assert.equal(peakOf(pcm(0, 16_384, -8_192)), 0.5);
    assert.equal(peakOf(pcm(0, -32_768)), 1);
    assert.equal(peakOf(pcm()), 0);
  });

  it('loses a constant offset, and nothing else', () => {
    assert.deepEqual(withoutOffset(pcm(1_100, 900)), pcm(100, -100));
    assert.deepEqual(withoutOffset(pcm(100, -100)), pcm(100, -100));
    assert.deepEqual(withoutOffset(pcm()), pcm());
  });

  it('stays within its range', () => {
    assert.deepEqual(withoutOffset(pcm(-32_768, -32_768, 32_767, 0)), pcm(-24_576, -24_576, 32_767, 8_192));
  });
});
