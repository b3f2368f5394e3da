import assert from 'node:assert/strict';
import { createDirectory } from './directory.ts';
import { resolveTarget } from './resolve-target.ts';
import { everyExtension, sampleTenant } from './samples.ts';

const other = sampleTenant({
  tenant: 'other',
  domain: 'other.test',
  trunks: [{ name: 'satellite', address: '10.99.0.4:5060' }],
  publicNumbersVia: 'satellite',
  dids: [],
});
const demo = sampleTenant({ ...everyExtension, dialling: { barred: ['+4869'] } });
const member = createDirectory([demo, other], ['10.99.0.1:5060', 'sip.demo.test:5080']).findAccount(
  '101@demo.test',
);

const resolve = (uri: string): string => {
  assert(member);
  const resolution = resolveTarget(member, uri);
  if (resolution.type === 'Refusal') return resolution.reason;
  const { kind, requestUri, number, offNet } = resolution.target;
  return `${kind} ${requestUri} ${number}${offNet ? ' off-net' : ''}`;
};

const bartosz = 'Account sip:102@demo.test 102';
const mobile = 'Public sip:+48600100200@demo.test +48600100200 off-net';

describe('a SIP URI', () => {
  const rows: [uri: string, what: string, expected: string][] = [
    ['sip:102@demo.test', 'an extension at the own domain', bartosz],
    ['SIP:102@DEMO.test.', 'letter case and a last dot mean nothing', bartosz],
    ['sips:102@demo.test:5061;transport=tls', 'neither do port and parameters', bartosz],
    ['sip:%31%30%32@demo.test', 'percent-encoded', bartosz],
    ['sip:102:secret@demo.test', 'with a password', bartosz],
    ['sip:102@10.99.0.1', "the stack's own address", bartosz],
    ['sip:102@10.99.0.1:5060', "the stack's own address and port", bartosz],
    ['sip:102@sip.demo.test:5080', 'another address of the stack', bartosz],
    ['sip:102@10.99.0.1:40001', "any other port of the stack's own address", bartosz],
    ['sip:+48600100200@10.99.0.1:0', 'E.164 there', mobile],
    ['sip:+48690100200@10.99.0.1:9999', 'barred, and around the bar by a port of the stack', 'NotAllowed'],
    ['sip:bob@10.99.0.1:40001', 'nobody of the stack', 'UnknownNumber'],
    ['sip:300@demo.test', 'a group', 'Group sip:300@demo.test 300'],
    ['sip:office@demo.test', 'an account by its name', 'Account sip:2200@demo.test 2200'],
    ['sip:221000102@demo.test', 'a DID in national form', bartosz],
    ['sip:+48600100200@demo.test', 'E.164', mobile],
    ['sip:%2B48600100200@demo.test', 'E.164, percent-encoded', mobile],
    ['sip:+48-600.100(200)@demo.test;user=phone', 'with visual separators', mobile],
    ['sip:+48600100200;isub=1@demo.test;user=phone', 'with parameters of the number', mobile],
    ['sip:600100200@demo.test?Subject=x', 'with a header field', mobile],
    ['sip:600100200@10.99.0.2', 'at the trunk to the public network', mobile],
    ['sip:+48690100200@demo.test', 'barred', 'NotAllowed'],
    ['sip:+48690100200@10.99.0.2:5060', 'barred, and around the bar', 'NotAllowed'],
    ['sip:+48690100200@10.99.0.2:5070', 'barred, and around the bar by another port', 'NotAllowed'],
    ['sip:101@demo.test', 'oneself', 'NotAllowed'],
    ['sip:20@10.99.0.3', 'around the extension of a PBX', 'NotAllowed'],
    ['sip:101@other.test', 'another tenant', 'NotAllowed'],
    ['sip:600100200@10.99.0.4', "another tenant's trunk", 'NotAllowed'],
    ['sip:bob@127.0.0.1:5061', "the stack's own loopback", 'NotAllowed'],
    ['sip:+48690100200@010.99.0.2', 'around the bar by a zero', 'UnknownNumber'],
    ['sip:+48690100200@10.99.000.2', 'around the bar by more zeros', 'UnknownNumber'],
    ['sip:+48690100200@266.99.0.2', 'around the bar by a number that overflows', 'UnknownNumber'],
    ['sip:+48690100200@10.99.2', 'around the bar by the short form of an address', 'UnknownNumber'],
    ['sip:+48690100200@174260226', 'around the bar by a single number', 'UnknownNumber'],
    ['sip:+48690100200@0x0a630002', 'around the bar by a hexadecimal number', 'UnknownNumber'],
    ['sip:x@0127.0.0.1:2223', "the stack's own loopback with a zero", 'UnknownNumber'],
    ['sip:bob@partner..example', 'no name of a host', 'UnknownNumber'],
    ['sip:10@demo.test', 'the beginning of an extension is none', 'UnknownNumber'],
    ['sip:nobody@demo.test', 'nobody', 'UnknownNumber'],
    ['sip:demo.test', 'nobody in particular', 'UnknownNumber'],
    ['sip:', 'nothing', 'UnknownNumber'],
    ['sip:bob@', 'no host', 'UnknownNumber'],
    ['sip:bob@partner.example\r\nX-Header: 1', 'what would break a request', 'UnknownNumber'],
    ['sip:bob smith@partner.example', 'a space', 'UnknownNumber'],
    ['sip:%ff@demo.test', 'no UTF-8', 'UnknownNumber'],
    [`sip:${'b'.repeat(300)}@partner.example`, 'far too long', 'UnknownNumber'],
    ['sip:bob@partner.example', 'elsewhere', 'Uri sip:bob@partner.example bob@partner.example'],
    [
      'sips:bob@partner.example:5070;transport=tcp?Replaces=x',
      'elsewhere, with everything',
      'Uri sips:bob@partner.example:5070;transport=tcp bob@partner.example',
    ],
    ['sip:192.0.2.1:5070', 'an address alone', 'Uri sip:192.0.2.1:5070 192.0.2.1'],
    ['sip:bob@[2001:db8::1]:5070', 'IPv6', 'Uri sip:bob@[2001:db8::1]:5070 bob@[2001:db8::1]'],
    [
      'sip:+48690100200@partner.example',
      'a number elsewhere, which is no public one',
      'Uri sip:+48690100200@partner.example +48690100200@partner.example',
    ],
  ];
  for (const [uri, what, expected] of rows) {
    it(`${JSON.stringify(uri.slice(0, 60))}: ${what}`, () => assert.equal(resolve(uri), expected));
  }
});
