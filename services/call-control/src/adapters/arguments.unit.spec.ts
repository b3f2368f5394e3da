import assert from 'node:assert/strict';
import { accountName, cause, oneLine, optionalLeg, sipUri } from './arguments.ts';

const wrong = (check: () => unknown, rule: string) =>
  assert.throws(check, (error) => error instanceof Error && error.message.endsWith(rule));

describe('a field of a request', () => {
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
