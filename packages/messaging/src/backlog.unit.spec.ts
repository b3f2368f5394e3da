import assert from 'node:assert/strict';
import { Backlog, TooSlow } from './backlog.ts';

describe('a backlog', () => {
  const take = async (backlog: Backlog<number>, count: number) => {
    const taken: number[] = [];
    for await (const item of backlog) {
      taken.push(item);
      if (taken.length === count) break;
    }
    return taken;
  };

  it('gives what has come and what comes, in order', async () => {
    const backlog = new Backlog<number>(new AbortController().signal);
    backlog.add(1);
    const taken = take(backlog, 3);
    backlog.add(2);
    setImmediate(() => backlog.add(3));
    assert.deepEqual(await taken, [1, 2, 3]);
  });

  it('misses nothing that comes while its reader is busy', async () => {
    const backlog = new Backlog<number>(new AbortController().signal);
    backlog.add(1);
    const taken: number[] = [];
    for await (const item of backlog) {
      taken.push(item);
      if (item < 5) backlog.add(item + 1);
      else break;
    }
    assert.deepEqual(taken, [1, 2, 3, 4, 5]);
  });

  it('ends with its signal, waiting or not', async () => {
    const waiting = new AbortController();
    const end = take(new Backlog<number>(waiting.signal), 1);
    setImmediate(() => waiting.abort());
    assert.deepEqual(await end, []);
    assert.deepEqual(await take(new Backlog<number>(AbortSignal.abort()), 1), []);
  });

  it('throws what ended it, after what had come before', async () => {
    const backlog = new Backlog<number>(new AbortController().signal);
    backlog.add(1);
    backlog.fail(new RangeError('lost'));
    backlog.add(2);
    const taken: number[] = [];
    await assert.rejects(async () => {
      for await (const item of backlog) taken.push(item);
    }, RangeError);
    assert.deepEqual(taken, [1]);
  });

  it('does not grow without end', async () => {
    const backlog = new Backlog<number>(new AbortController().signal, 2);
    for (const item of [1, 2, 3, 4]) backlog.add(item);
    await assert.rejects(take(backlog, 3), TooSlow);
  });
});
