import assert from 'node:assert/strict';
import { absent, type State } from '../domain/call.ts';
import { decide } from '../domain/decider.ts';
import { evolve } from '../domain/evolve.ts';
import * as a from '../domain/examples.ts';
import type { Input } from '../domain/messages.ts';
import { reportMissedHangUps } from './missed-hang-ups.ts';

const CALL = 'ffff000000000003';
const BROKEN = 'ffff000000000004';
const run = (given: State, ...inputs: readonly Input[]): State =>
  inputs.reduce<State>((state, input) => decide(input, state).events.reduce(evolve, state), given);

/** The example's call, and what it has become after it went into another one. */
const before = a.after(a.anchor);
const merged = run(before, { type: 'MergeRequested', into: CALL, at: a.at });
assert(merged.status === 'Merged');
const { callId: from, node, legs } = merged;
const into = run(
  absent,
  {
    type: 'AnchorRequested',
    call: { ...a.plainCall, callId: CALL, sipCallId: 'into' },
    release: '',
    at: a.at,
  },
  { type: 'LegsJoined', from, node, legs, at: a.at },
);

/** @param later - What the calls have become when the facts that were on their way have come. */
const found = async (hangUps: readonly string[], now: readonly State[], later = now) => {
  const reported: string[] = [];
  await reportMissedHangUps({
    lines: [{ hangUps: async () => hangUps }],
    calls: async function* () {
      yield* now;
    },
    peek: async (callId) => {
      if (callId === BROKEN) throw new Error('the record cannot be read');
      return later.find((state) => 'callId' in state && state.callId === callId);
    },
    report: async (callId, { legId }) => void reported.push(`${callId} ${legId}`),
    log: { info() {}, warn() {}, error() {} },
  });
  return reported;
};

describe('a hang-up that only Kamailio knows of', () => {
  const customer = [`${a.plainCall.sipCallId}::customer`];

  it('is told of the leg whose party has hung up', async () => {
    assert.deepEqual(await found(customer, [before]), [`${a.plainCall.callId} caller`]);
  });

  it('is found in the call that the leg has come into since', async () => {
    assert.deepEqual(await found(customer, [merged, into]), [`${CALL} ${a.plainCall.callId}-caller`]);
  });

  it('is told where another call cannot be read', async () => {
    assert(before.status === 'Anchored');
    const broken = { ...before, callId: BROKEN };
    assert.deepEqual(await found(customer, [broken, before]), [`${a.plainCall.callId} caller`]);
  });

  it('is nothing where its fact was merely on its way, or the dialog is in no call', async () => {
    assert.deepEqual(await found(customer, [before], [run(before, a.request('BYE'))]), []);
    assert.deepEqual(await found(['another::customer', `${a.plainCall.sipCallId}::ours`], [before]), []);
  });
});
