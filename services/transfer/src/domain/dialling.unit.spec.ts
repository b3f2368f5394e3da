import assert from 'node:assert/strict';
import { dial } from './dialling.ts';
import { pair } from './testing/samples.ts';

describe('dialling', () => {
  const target = { requestUri: 'sip:103@demo.test', offNet: false };
  const longest = (ringTimeoutMs: number) => {
    const command = dial(pair, target, { legId: 'target', ringTimeoutMs });
    return command.type === 'Originate' && command.ringTimeoutMs;
  };

  it('leaves the end of the ringing to the deadline: call-control would let it ring on for a while', () => {
    assert.equal(longest(30_000), 32_000);
  });

  it('asks for no more than call-control allows', () => {
    assert.equal(longest(180_000), 180_000);
  });
});
