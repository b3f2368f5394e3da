import assert from 'node:assert/strict';
import { accountName, cause, leg, oneLine, optionalLeg, sipUri, word } from './arguments.ts';

const wrong = (check: () => unknown, rule: string) =>
  assert.throws(check, (error) => error instanceof Error && error.message.endsWith(rule));

describe('a field of a request', () => {
  it('names a leg that has gone from call to call, which no new leg may be named', () => {
    const afterMerges = `${'0123456789abcdef-'.repeat(4)}callee`;
    assert.equal(leg('leg_id', afterMerges), afterMerges);
    wrong(() => word('leg_id', afterMerges), 'must be 1 to 64 letters, digits, "_" or "-"');
    wrong(() => leg('leg_id', 'a'.repeat(256)), 'must be 1 to 255 letters, digits, "_" or "-"');
  });

  it('names a leg or none', () => {
    assert.equal(optionalLeg('partner_leg_id', ''), '');
    wrong(() => optionalLeg('partner_leg_id', 'a b'), 'must be 1 to 255 letters, digits, "_" or "-"');
  });

  it('has 255 characters at most', () => {
    const text = 'a'.repeat(255);
    assert.equal(oneLine('dialled', text), text);
    for (const check of [
      () => oneLine('dialled', `${text}a`),
      () => sipUri('uri', `sip:${text}`),
      () => accountName('account', `${text}@demo.test`),
    ]) {
      wrong(check, 'must be at most 255 characters');
    }
  });

  it('is a cause of Q.850, or normal clearing', () => {
    assert.deepEqual(
      [0, 16, 127].map((value) => cause('q850_cause', value)),
      [16, 16, 127],
    );
    wrong(() => cause('q850_cause', 128), 'q850_cause 128 must be 0 to 127');
  });
});
