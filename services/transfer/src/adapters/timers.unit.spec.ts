import assert from 'node:assert/strict';
import { CallTimers } from './timers.ts';

const CALL = '2f1c000000000001';

describe('the deadline of a call', () => {
  const inAnHour = Date.now() + 3_600_000;
  const soon = { name: 'deadline', dueAt: inAnHour };
  const later = { name: 'deadline', dueAt: inAnHour + 7_000 };
  let started: number[];
  let timers: CallTimers;
  beforeEach(() => {
    started = [];
    timers = new CallTimers({ schedule: async ({ at }) => void started.push(at) });
  });

  it('costs no message where it moves away from a timer that is pending', async () => {
    await timers.start(CALL, soon);
    await timers.start(CALL, later);
    assert.deepEqual(started, [soon.dueAt]);
  });

  it('has a timer of its own where it comes nearer', async () => {
    await timers.start(CALL, later);
    await timers.start(CALL, soon);
    assert.deepEqual(started, [later.dueAt, soon.dueAt]);
  });

  it('has one where the pending one has come back, though by our own clock it is to come yet', async () => {
    await timers.start(CALL, soon);
    timers.forget(CALL);
    await timers.start(CALL, later);
    assert.deepEqual(started, [soon.dueAt, later.dueAt]);
  });

  it('has one where another process may have replaced those of all calls', async () => {
    await timers.start(CALL, soon);
    timers.forgetAll();
    await timers.start(CALL, soon);
    assert.deepEqual(started, [soon.dueAt, soon.dueAt]);
  });

  it('is another thing than a timer of another name', async () => {
    const other = { name: 'music', dueAt: inAnHour + 6_000 };
    await timers.start(CALL, soon);
    await timers.start(CALL, other);
    await timers.start(CALL, later);
    assert.deepEqual(started, [soon.dueAt, other.dueAt]);
  });
});
