import assert from 'node:assert/strict';
import { plainCall } from './kamailio-facts.ts';

const half = {
  tag: 't',
  uri: 'sip:101@demo.test',
  name: '',
  contact: '',
  routes: '',
  account: '',
  trunk: '',
  allow: '',
};

describe('the fact of an answered plain call', () => {
  for (const [trunk, dialled, as] of [
    ['carrier', '48221000101', '+48221000101'],
    ['carrier', '0048221000101', '+48221000101'],
    ['carrier', '+48221000101', '+48221000101'],
    ['branch', '101', '101'],
    ['', '221000101', '221000101'],
  ] as const) {
    it(`tells that ${dialled} was called, by ${trunk === '' ? 'a phone' : `the trunk ${trunk}`}, as ${as}`, () => {
      const call = plainCall({
        state: 'answered',
        at: 0,
        node: 'n1',
        callId: '2f1c000000000001',
        sipCallId: 'a84b4c76e66710',
        dialled,
        sessionExpires: '',
        caller: { ...half, trunk },
        callee: { ...half, trunk: 'carrier', forwardedFor: '101@demo.test' },
      });
      assert.deepEqual(
        [call.dialled, call.caller.forwardedFor, call.callee.forwardedFor],
        [as, '', '101@demo.test'],
      );
    });
  }
});
