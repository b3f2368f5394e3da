import assert from 'node:assert/strict';
import { asAnchored } from './anchoring.ts';
import * as a from './examples.ts';
import { consultationOf, type Replaces } from './replacing.ts';

const named: Replaces = {
  sipCallId: a.plainCall.sipCallId,
  toTag: 'customer',
  fromTag: 'anna',
  earlyOnly: false,
};
const ANNA = '101@demo.test';
const found = { callId: a.plainCall.callId, transferorLegId: 'callee', targetLegId: 'caller' };

describe('the consultation call that a REFER names', () => {
  const call = asAnchored(a.plainCall);
  const find = (over: Partial<Replaces>, owner = ANNA) => consultationOf(call, { ...named, ...over }, owner);

  it('is found by its tags, in either order', () => {
    assert.deepEqual(find({}), found);
    assert.deepEqual(find({ toTag: 'anna', fromTag: 'customer' }), found);
    assert.deepEqual(find({ earlyOnly: true }), found);
  });

  it('is none where a tag, the Call-ID or the account is another one', () => {
    assert.equal(find({ toTag: 'mallory' }), undefined);
    assert.equal(find({ fromTag: 'customer' }), undefined);
    assert.equal(find({ sipCallId: 'other' }), undefined);
    assert.equal(find({}, '102@demo.test'), undefined);
  });

  it('of somebody who has called himself is what the tags say', () => {
    const { callee } = a.plainCall;
    const self = asAnchored({ ...a.plainCall, caller: { ...a.plainCall.caller, account: callee.account } });
    assert.equal(consultationOf(self, named, ANNA)?.transferorLegId, 'callee');
    assert.equal(
      consultationOf(self, { ...named, toTag: 'anna', fromTag: 'customer' }, ANNA)?.transferorLegId,
      'caller',
    );
  });

  it('is none where he talks to nobody there', () => {
    const free = a.after(a.anchorAndRelease);
    assert(free.status === 'Anchored');
    assert.equal(consultationOf(free, named, ANNA), undefined);
  });
});
