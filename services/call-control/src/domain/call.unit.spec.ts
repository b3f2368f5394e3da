import assert from 'node:assert/strict';
import { legNamed, nodeAt } from './call.ts';
import { decide } from './decider.ts';
import { evolve } from './evolve.ts';
import * as a from './examples.ts';
import type { Input } from './messages.ts';

describe('a leg whose name is a property of every object', () => {
  for (const legId of ['constructor', 'toString', '__proto__']) {
    it(`${legId}: is none until it is dialled`, () => {
      const call = a.after(a.anchor);
      const hungUp: Input = { type: 'HangUpRequested', legId, q850Cause: 16, at: a.at };
      const bridged: Input = { type: 'BridgeRequested', legId: 'caller', partner: legId, at: a.at };
      for (const input of [hungUp, bridged]) assert.deepEqual(decide(input, call).events, []);
      const dialled = decide({ ...a.originate, legId }, call).events.reduce(evolve, call);
      assert(dialled.status === 'Anchored');
      assert.equal(legNamed(dialled, legId)?.status, 'Calling');
    });
  }
});

it('a SIP Call-ID that is a property of every object is where the call is', () => {
  assert.equal(nodeAt({ node: 'n1', nodes: { other: 'n2' } }, 'constructor'), 'n1');
});
