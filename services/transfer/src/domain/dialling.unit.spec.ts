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

  it('to the public network takes one of the places of the tenant, but not to an emergency number', () => {
    const account = { ...pair.transferor.account, maxOffNetLegs: 2 };
    const limited = { ...pair, transferor: { ...pair.transferor, account } };
    const places = (number: string) => {
      const command = dial(
        limited,
        { requestUri: `sip:${number}@demo.test`, offNet: true },
        { legId: 'target', ringTimeoutMs: 30_000 },
      );
      return command.type === 'Originate' && command.offNet?.maxLegs;
    };
    assert.equal(places('+48600100200'), 2);
    assert.equal(places('112'), 0);
  });
});
