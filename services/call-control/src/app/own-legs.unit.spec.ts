import assert from 'node:assert/strict';
import { placed } from './own-legs.ts';

describe('a leg that leaves for the public network', () => {
  const place = (requestUri: string, maxLegs: number) =>
    placed('5ca1ab1e00000001', 'callee', { requestUri }, { tenant: 'demo', maxLegs }).offNet?.maxLegs;

  it('takes a place of a tenant that has a limit', () =>
    assert.equal(place('sip:+48600100200@demo.test', 2), 2));
  it('takes none where there is no limit', () =>
    assert.equal(place('sip:+48600100200@demo.test', 0), undefined));
  it('takes none to an emergency number', () => assert.equal(place('sip:112@demo.test', 2), undefined));
});
