import assert from 'node:assert/strict';
import { authorization } from './digest.ts';

describe('digest authentication', () => {
  it('answers the example of RFC 2069 §2.4, with the digest that its errata give', () => {
    const challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';
    const credentials = { user: 'Mufasa', password: 'CircleOfLife', method: 'GET', uri: '/dir/index.html' };
    assert.match(authorization(challenge, credentials), /response="1949323746fe6a43ef61f9606e7febea"/);
  });
});
