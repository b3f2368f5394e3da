import assert from 'node:assert/strict';
import fc from 'fast-check';
import { play, scripts } from './testing/acts.ts';
import { assertEachEndsOnce, assertSoundAtRest, assertSoundNow } from './testing/rules.ts';
import { samples } from './testing/samples.ts';

describe('whatever parties press, refer, hang up, answer and reject, in whatever order the news of it comes', () => {
  it('leaves nobody alone, nobody in two places, no leg open, no transfer without an end', function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(scripts, (script) => {
        const exchange = play(script, (now) => {
          if (now.quiet) assertSoundNow(now);
        });
        assertSoundAtRest(exchange);
        assertEachEndsOnce(exchange);
      }),
      { numRuns: 10_000 },
    );
  });

  it('really gets around: every state and every event comes up', function () {
    this.timeout(60_000);
    const statuses = new Set<string>();
    const events = new Set<string>();
    for (const script of fc.sample(scripts, { numRuns: 4_000, seed: 2 })) {
      const exchange = play(script, () => {});
      for (const status of exchange.statuses) statuses.add(status);
      for (const { type } of exchange.events) events.add(type);
    }
    assert.deepEqual(statuses, new Set(Object.values(samples).map(({ status }) => status)));
    assert.equal(events.size, 33, [...events].sort().join(' '));
  });
});
