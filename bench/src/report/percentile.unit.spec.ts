import assert from 'node:assert/strict';
import fc from 'fast-check';
import { percentile } from './percentile.ts';

describe('a percentile', () => {
  it('is the nearest rank', () => {
    const values = [15, 20, 35, 40, 50];
    const shares = [0.05, 0.3, 0.4, 0.5, 1];
    assert.deepEqual(
      shares.map((share) => percentile(values, share)),
      [15, 20, 20, 35, 50],
    );
  });

  it('is one of the values, and that share of them is not above it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, share) => {
          const found = percentile(values, share);
          const notAbove = values.filter((value) => value <= found).length;
          return values.includes(found) && notAbove >= share * values.length;
        },
      ),
    );
  });

  it('of nothing is no number', () => {
    assert.ok(Number.isNaN(percentile([], 0.5)));
  });
});
