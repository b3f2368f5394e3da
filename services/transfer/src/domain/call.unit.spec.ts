import assert from 'node:assert/strict';
import { type Call, type CallLeg, peerOf } from './call.ts';

const leg = (legId: string, partnerLegId = '', answered = true): CallLeg => ({
  legId,
  party: { mediaCall: 'm', tag: legId },
  number: '',
  displayName: '',
  account: '',
  answered,
  partnerLegId,
});
const plain = (...legs: CallLeg[]): Call => ({ anchored: false, byApi: false, dialled: '', legs });
const anchored = (...legs: CallLeg[]): Call => ({ ...plain(...legs), anchored: true });
const peerId = (call: Call, legId: string) => {
  const found = call.legs.find((one) => one.legId === legId);
  assert(found);
  return peerOf(call, found)?.legId ?? null;
};

describe('who a leg talks to', () => {
  it('is the other half of a plain call', () => {
    const call = plain(leg('caller'), leg('callee'));
    assert.equal(peerId(call, 'caller'), 'callee');
    assert.equal(peerId(call, 'callee'), 'caller');
  });
  it('is the partner in an anchored call', () => {
    const call = anchored(leg('caller', 'target-1'), leg('target-1', 'caller'));
    assert.equal(peerId(call, 'target-1'), 'caller');
    assert.equal(peerId(call, 'caller'), 'target-1');
  });
  it('is nobody without a partner in an anchored call', () => {
    assert.equal(peerId(anchored(leg('caller'), leg('callee')), 'caller'), null);
  });
  it('is nobody where the other half has gone', () => {
    assert.equal(peerId(plain(leg('caller')), 'caller'), null);
  });
  it('is nobody before the answer', () => {
    const call = plain(leg('caller'), leg('callee', '', false));
    assert.equal(peerId(call, 'caller'), null);
    assert.equal(peerId(call, 'callee'), null);
  });
});
