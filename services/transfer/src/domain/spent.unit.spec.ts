import assert from 'node:assert/strict';
import { decide, evolve, initialState } from './decider.ts';
import type { Event, Input } from './messages.ts';
import { account, call, hash } from './testing/samples.ts';

const profile = { ...hash, interdigitMs: 10 };
const key = (digit: string, at: number): Input => ({
  type: 'DigitPressed',
  legId: 'callee',
  digit,
  undelivered: false,
  call,
  account: { ...account, profile },
  at,
  handledAt: at,
});
const target = { requestUri: 'sip:1@demo.test', number: '1', offNet: false };
const party = { mediaCall: 'm', tag: 'target-2000' };

/** What has happened after these inputs. */
const events = (...inputs: readonly Input[]): readonly Event[] => {
  let state = initialState as ReturnType<typeof evolve>;
  return inputs.flatMap((input) => {
    const decision = decide(input, state);
    state = decision.events.reduce(evolve, state);
    return decision.events;
  });
};

const untilConference: readonly Input[] = [
  key('#', 1_000),
  key('1', 1_500),
  key('#', 1_900),
  { type: 'NumberResolved', dialled: '1', target, at: 2_000 },
  { type: 'LegAnswered', legId: 'target-2000', party, at: 7_000 },
  key('#', 17_000),
];

describe('what a transfer says of itself at its end', () => {
  it('is how long it took, rang, talked and had the transferee wait', () => {
    const last = events(...untilConference, { type: 'LegEnded', legId: 'callee', at: 37_000 }).at(-1);
    assert.deepEqual(last, {
      type: 'TransferEnded',
      outcome: 'completed',
      cause: null,
      durationMs: 36_000,
      ringMs: 5_000,
      consultationMs: 30_000,
      holdMs: 16_000,
      at: 37_000,
      transfer: 1_000,
    });
  });

  it('and everything before it is about one transfer, named by its start', () => {
    for (const { type, transfer } of events(...untilConference)) {
      assert.equal(transfer, 1_000, type);
    }
  });
});
