import assert from 'node:assert/strict';
import { decide } from './decider.ts';
import { inputs, inWords, samples } from './testing/samples.ts';
import { table } from './testing/table.ts';

const names = <T extends object>(of: T) => Object.keys(of) as (keyof T)[];

describe('the decider, state × input', () => {
  for (const state of names(samples)) {
    describe(state, () => {
      for (const input of names(inputs)) {
        const expected = table[state][input] ?? '';
        it(`${input}: ${expected || 'nothing'}`, () => {
          assert.equal(inWords(decide(inputs[input], samples[state])), expected);
        });
      }
    });
  }
});
