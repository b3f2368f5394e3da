import assert from 'node:assert/strict';
import { offNetOf, placed } from './own-legs.ts';

describe('a leg that an account dials', () => {
  const transfer = {
    incoming: {},
    outgoing: {},
    callerId: undefined,
    ringTimeoutMs: 30_000,
    maxOffNetLegs: 2,
    showsPeers: false,
  };
  const account = { tenant: 'demo', transfer };
  const place = (number: string, offNet: boolean) =>
    placed('5ca1ab1e00000001', 'callee', offNetOf(account, { offNet, number })).offNet?.maxLegs;

  it('to the public network takes a place', () => assert.equal(place('+48600100200', true), 2));
  it('to an emergency number takes none', () => assert.equal(place('112', true), undefined));
  it('that stays inside takes none', () => assert.equal(place('103', false), undefined));
});
