import assert from 'node:assert/strict';
import { pino } from 'pino';
import { closeAll } from './stop.ts';

describe('closeAll', () => {
  let logged: string[];
  const log = () => pino({ level: 'warn' }, { write: (line) => logged.push(line) });
  beforeEach(() => {
    logged = [];
  });

  it('closes what was opened last first', async () => {
    const order: string[] = [];
    await closeAll([() => void order.push('nats'), async () => void order.push('grpc')], log());
    assert.deepEqual(order, ['grpc', 'nats']);
    assert.deepEqual(logged, []);
  });

  it('goes on after a closer that fails or never ends, and says so', async () => {
    let closed = false;
    const closers = [
      () => {
        closed = true;
      },
      () => new Promise<void>(() => {}),
      () => Promise.reject(new Error('no route to host')),
    ];
    await closeAll(closers, log(), { closerMs: 20, totalMs: 1_000 });
    assert(closed);
    assert.match(logged.join(), /no route to host/);
    assert.match(logged.join(), /took more than 20 ms/);
  });

  it('gives all of them together no more than the total', async () => {
    const startedAt = performance.now();
    await closeAll(
      Array(5).fill(() => new Promise<void>(() => {})),
      log(),
      { closerMs: 40, totalMs: 60 },
    );
    assert(performance.now() - startedAt < 150);
    assert.equal(logged.length, 5);
  });
});
