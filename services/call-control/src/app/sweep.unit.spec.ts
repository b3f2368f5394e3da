import assert from 'node:assert/strict';
import { type Anchored, type AnsweredLeg, legsOf } from '../domain/call.ts';
import * as a from '../domain/examples.ts';
import { sweep } from './sweep.ts';

/** The example's call under another name, as long after its answer as anybody may be silent. */
const named = (callId: string): Anchored => {
  const state = a.after(a.anchor);
  assert(state.status === 'Anchored');
  const moved = (leg: AnsweredLeg) => ({ ...leg, party: { ...leg.party, mediaCall: callId } });
  const legs = legsOf(state).map((leg) => (leg.status === 'Answered' ? moved(leg) : leg));
  return { ...state, callId, legs: Object.fromEntries(legs.map((leg) => [leg.legId, leg])) };
};
const SILENCE_MS = 90_000;

/** @param fails - What cannot be done in the call "broken". */
const swept = async (fails: 'asking' | 'telling' | 'nothing' = 'nothing') => {
  const found: string[] = [];
  const asked: string[] = [];
  const warned: unknown[] = [];
  await sweep({
    calls: async function* () {
      yield* ['broken', 'silent', 'lost'].map(named);
    },
    media: {
      silence: async (mediaCall, tags) => {
        asked.push(`${mediaCall} ${tags.join(' ')}`);
        if (mediaCall === 'broken' && fails === 'asking') throw new Error(fails);
        return mediaCall === 'lost' ? undefined : new Map([['anna', SILENCE_MS + 1]]);
      },
    },
    report: async (callId, { type, legId }) => {
      if (callId === 'broken' && fails === 'telling') throw new Error(fails);
      found.push(`${callId} ${type} ${legId}`);
    },
    silenceMs: SILENCE_MS,
    log: { info() {}, warn: (fields) => void warned.push(fields), error() {} },
  });
  return { found, asked, warned };
};

describe('the sweep', () => {
  const others = ['silent LegLost callee', 'lost LegLost caller', 'lost LegLost callee'];

  it('finds legs that are silent, and all of a call that rtpengine has lost', async () => {
    assert.deepEqual((await swept()).found, ['broken LegLost callee', ...others]);
  });

  it('asks about the legs that a call has, and nobody else who was in its media call', async () => {
    const { asked } = await swept();
    assert.deepEqual(asked, ['broken customer anna', 'silent customer anna', 'lost customer anna']);
  });

  for (const fails of ['asking', 'telling'] as const) {
    it(`goes on with the next call where ${fails} fails, and says in which`, async () => {
      const { found, warned } = await swept(fails);
      assert.deepEqual(found, others);
      assert.ok(warned.some((fields) => JSON.stringify(fields).includes('"callId":"broken"')));
      assert.ok(warned.some((fields) => (fields as { err?: Error }).err?.message === fails));
    });
  }
});
