import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Event } from './messages.ts';
import { deadlineOf } from './state.ts';
import { Exchange } from './testing/exchange.ts';

/** One thing that somebody does, and when the news of it arrives. */
interface Act {
  what: keyof typeof acts;
  who: number;
  key: string;
  news: 'now' | 'later' | 'doubled';
}

const pick = (from: readonly string[], index: number): string => from[index % from.length] ?? '';
const anyone = ({ who }: Act, exchange: Exchange) => pick(exchange.legs.named('answered'), who);
const called = ({ who }: Act, exchange: Exchange) => pick(exchange.legs.named('ringing', 'cancelled'), who);

const acts = {
  press: (act: Act, exchange: Exchange) => exchange.press(anyone(act, exchange), act.key),
  hangUp: (act: Act, exchange: Exchange) => exchange.hangUp(anyone(act, exchange)),
  ring: (act: Act, exchange: Exchange) => exchange.rings(called(act, exchange)),
  sendEarlyMedia: (act: Act, exchange: Exchange) => exchange.sendsEarlyMedia(called(act, exchange)),
  answer: (act: Act, exchange: Exchange) => exchange.answers(called(act, exchange)),
  fail: (act: Act, exchange: Exchange) => exchange.fails(called(act, exchange)),
  wait: (_: Act, exchange: Exchange) => exchange.fireTimer(),
  waitTooLate: (_: Act, exchange: Exchange) => exchange.fireReplacedTimer(),
  knowNumber: (_: Act, exchange: Exchange) => exchange.numbersAre('known'),
  refuseNumber: (_: Act, exchange: Exchange) => exchange.numbersAre('unknown'),
  failToPlay: (_: Act, exchange: Exchange) => exchange.failNextMessage(),
  failToResolve: (_: Act, exchange: Exchange) => exchange.numbersAre('unanswered'),
};

const oneAct: fc.Arbitrary<Act> = fc.record({
  what: fc.oneof(
    { weight: 12, arbitrary: fc.constant('press' as const) },
    { weight: 4, arbitrary: fc.constantFrom('answer' as const, 'ring' as const, 'hangUp' as const) },
    { weight: 3, arbitrary: fc.constantFrom(...(Object.keys(acts) as Act['what'][])) },
  ),
  who: fc.nat(3),
  key: fc.constantFrom('*', '*', '#', '#', '1', '1', '2', 'A'),
  news: fc.constantFrom('now', 'now', 'now', 'later', 'doubled'),
});

const perform = (act: Act, exchange: Exchange): void => {
  acts[act.what](act, exchange);
  if (act.news === 'later') return;
  exchange.deliverFact({ doubled: act.news === 'doubled' });
  exchange.deliverResult();
  exchange.deliverResult();
};

const run = (script: readonly Act[]): Exchange => {
  const exchange = new Exchange();
  for (const act of script) {
    perform(act, exchange);
    if (exchange.quiet) assertSoundNow(exchange);
  }
  exchange.settle();
  return exchange;
};

/** What holds whenever all news has arrived. */
const assertSoundNow = (exchange: Exchange): void => {
  const { state } = exchange;
  for (const legId of exchange.legs.named('answered')) {
    const dead = exchange.legs.heardBy(legId).filter((heard) => exchange.legs.named('over').includes(heard));
    assert.deepEqual(dead, [], `${legId} hears somebody who has gone`);
  }
  if (state.status === 'Idle') return;

  const { transferee } = state;
  if (exchange.legs.named('answered').includes(transferee.legId)) {
    assert.deepEqual(
      exchange.legs.heardBy(transferee.legId),
      [],
      'the transferee hears a party during a transfer',
    );
  }
  for (const legId of [state.transferor.legId, transferee.legId]) {
    assert.equal(exchange.legs.get(legId)?.partner, null, 'a hang-up would take the other party along');
  }
  const deadline = deadlineOf(state);
  if (deadline !== null) {
    assert.equal(exchange.timers.get('deadline'), deadline, `${state.status} has no timer for its deadline`);
  }
};

const ends = new Set<Event['type']>(['TransferCompleted', 'TransferReturned', 'TransferEnded']);

/** Every transfer that starts ends once, before another one starts. */
const assertEachEndsOnce = ({ events, state }: Exchange): void => {
  let running = 0;
  for (const { type } of events) {
    if (type === 'TransferStarted') running += 1;
    else if (type === 'CallForgotten')
      running = 0; // there may have been nothing but keys to forget
    else if (ends.has(type)) running -= 1;
    assert(running === 0 || running === 1, `${running} transfers after ${type}`);
  }
  assert.equal(running, state.status === 'Idle' ? 0 : 1);
};

/** What holds once nobody does anything any more and all time has passed. */
const assertSoundAtRest = (exchange: Exchange): void => {
  assert.deepEqual(exchange.legs.named('ringing', 'cancelled'), [], 'a leg rings for ever');
  const live = exchange.legs.named('answered');
  const { state } = exchange;
  if (state.status === 'Consulting') {
    const { transferor, transferee, target } = state;
    assert.deepEqual(new Set(live), new Set([transferor.legId, transferee.legId, target.legId]));
    assertTalking(exchange, transferor.legId, target.legId);
    return;
  }
  assert(state.status === 'Idle', `at rest in ${state.status}`);
  if (live.length === 0) {
    assert(!exchange.remembered, 'the call is over but not forgotten');
    return;
  }
  const [one, other, ...more] = live;
  assert(one && other && more.length === 0, `left: ${live.join(', ')}`);
  assertTalking(exchange, one, other);
  assert.equal(exchange.legs.get(one)?.partner, other, 'the one who is left would not be hung up');
  assert.equal(exchange.legs.get(other)?.partner, one, 'the one who is left would not be hung up');
};

const assertTalking = (exchange: Exchange, one: string, other: string): void => {
  assert.deepEqual(exchange.legs.heardBy(one), [other]);
  assert.deepEqual(exchange.legs.heardBy(other), [one]);
};

describe('whatever parties press, hang up, answer and reject, in whatever order the news of it comes', () => {
  it('leaves nobody alone, nobody in two places, no leg open, no transfer without an end', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(fc.array(oneAct, { maxLength: 40, size: 'max' }), (script) => {
        const exchange = run(script);
        assertSoundAtRest(exchange);
        assertEachEndsOnce(exchange);
      }),
      { numRuns: 20_000 },
    );
  });

  it('really gets around: every state and every event comes up', function () {
    this.timeout(30_000);
    const statuses = new Set<string>();
    const events = new Set<string>();
    for (const script of fc.sample(fc.array(oneAct, { maxLength: 40, size: 'max' }), {
      numRuns: 4_000,
      seed: 1,
    })) {
      const exchange = new Exchange();
      for (const act of script) {
        perform(act, exchange);
        statuses.add(exchange.state.status);
      }
      exchange.settle();
      for (const { type } of exchange.events) events.add(type);
    }
    assert.deepEqual([...statuses].sort(), [
      'Apologising',
      'CollectingNumber',
      'Consulting',
      'ExplainingFailure',
      'Idle',
      'ResolvingNumber',
      'TargetRinging',
      'TargetRingingUnattended',
      'TransferorAlone',
    ]);
    assert.equal(events.size, 23, [...events].sort().join(' '));
  });
});
