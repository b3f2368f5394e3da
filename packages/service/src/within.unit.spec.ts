import assert from 'node:assert/strict';
import { within } from './within.ts';

describe('within', () => {
  const never = new Promise<void>(() => {});

  it('results in what the work does', async () => {
    assert.equal(await within(1_000, Promise.resolve('done')), 'done');
    await assert.rejects(within(1_000, Promise.reject(new Error('no route to host'))), /no route to host/);
  });

  for (const ms of [20, 0, -5]) {
    it(`fails when the work takes more than ${ms} ms`, () =>
      assert.rejects(within(ms, never), new Error(`took more than ${ms} ms`)));
  }
});
