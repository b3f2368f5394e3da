import assert from 'node:assert/strict';
import { shownName } from './to-call.ts';

describe('the name that somebody gives himself', () => {
  it('is shown as far as call-control takes it, whole characters only', () => {
    assert.equal(shownName('Anna Żak'), 'Anna Żak');
    assert.equal(shownName('a'.repeat(300)), 'a'.repeat(255));
    assert.equal(shownName('😀'.repeat(300)).isWellFormed(), true);
  });
});
