import assert from 'node:assert/strict';
import { BadCallId, partitionOf, partitions } from './partitions.ts';

describe('the partition of a call', () => {
  it('is the first digit of its callId', () => {
    for (const digit of partitions) assert.equal(partitionOf(`${digit}0123456789abcde`), digit);
  });

  for (const bad of ['', '2f1c', '2F1C000000000000', '2f1c00000000000g', '2f1c00000000000000']) {
    it(`refuses ${JSON.stringify(bad)}`, () => {
      assert.throws(() => partitionOf(bad), BadCallId);
    });
  }
});
