import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KeyedQueue } from './keyed-queue.ts';

const later = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a keyed queue', () => {
  it('keeps the order of each key, within its limit, whatever is put into it', async () => {
    const tasks = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), turns: fc.nat(3) }), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(tasks, fc.integer({ min: 1, max: 4 }), async (tasks, limit) => {
        const queue = new KeyedQueue(limit);
        const running = new Set<string>();
        const finished: number[] = [];
        const results = tasks.map(({ key, turns }, index) =>
          queue.run(key, async () => {
            assert(!running.has(key), 'two tasks of one key at the same time');
            running.add(key);
            assert(running.size <= limit, 'more tasks than the limit');
            for (let turn = 0; turn < turns; turn += 1) await later();
            running.delete(key);
            finished.push(index);
            return index;
          }),
        );
        await queue.idle();
        assert.deepEqual(await Promise.all(results), [...tasks.keys()]);
        for (const key of 'abcd') {
          const ofKey = finished.filter((index) => tasks[index]?.key === key);
          assert.deepEqual(
            ofKey,
            ofKey.toSorted((a, b) => a - b),
          );
        }
      }),
    );
  });

  it('runs different keys at the same time', async () => {
    const queue = new KeyedQueue();
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = queue.run('a', () => promise);
    await queue.run('b', async () => resolve());
    await first;
  });

  it('goes on after a task that fails, and passes its failure on', async () => {
    const queue = new KeyedQueue(1);
    const failing = queue.run('a', () => Promise.reject(new Error('no')));
    const next = queue.run('a', async () => 'yes');
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'yes');
  });

  it('passes on what a task throws before its first await', async () => {
    const queue = new KeyedQueue();
    const failing = queue.run('a', () => {
      throw new Error('at once');
    });
    await assert.rejects(failing, /at once/);
    await queue.idle();
  });
});
