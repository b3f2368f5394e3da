import assert from 'node:assert/strict';
import type { Refer, Refusal } from '../domain/referring.ts';
import { refer } from './refer.ts';

const block = (...fields: readonly string[]) => `${fields.join('\r\n')}\r\n`;

const blind = (referTo: string): Refer => ({ referTo, isSubscribed: true });

const replaces = { sipCallId: '425928@bobster.org', toTag: '7743', fromTag: '6472', earlyOnly: false };

const rows: readonly (readonly [string, Refer | Refusal | undefined])[] = [
  ['From: x', undefined],
  ['Refer-To: <sip:103@demo.test>', blind('sip:103@demo.test')],
  ['r: sip:103@demo.test', blind('sip:103@demo.test')],
  ['Refer-To: sip:103@demo.test;purpose=x', blind('sip:103@demo.test')],
  ['refer-to : "Maj, Celina" <sip:103@demo.test>;x=y', blind('sip:103@demo.test')],
  ['Refer-To: "Celina <Sales> \\"103\\"" <sip:103@demo.test>', blind('sip:103@demo.test')],
  ['Refer-To: <SIP:103@demo.test;transport=tcp;method=invite>', blind('sip:103@demo.test;transport=tcp')],
  ['Refer-To: <sip:+48600100200@demo.test;user=phone>', blind('sip:+48600100200@demo.test;user=phone')],
  ['Refer-To:\r\n <sip:103@demo.test>', blind('sip:103@demo.test')],
  [
    'Refer-To: <sip:103@demo.test>\r\nRefer-Sub: false',
    { referTo: 'sip:103@demo.test', isSubscribed: false },
  ],
  ['Refer-To: <sip:103@demo.test>\r\nRefer-Sub: true', blind('sip:103@demo.test')],
  [
    'Refer-To: <sip:103@demo.test?Replaces=425928%40bobster.org%3Bto-tag%3D7743%3Bfrom-tag%3D6472>',
    { ...blind('sip:103@demo.test'), replaces },
  ],
  [
    'Refer-To: <sip:103@demo.test?Require=replaces&replaces=425928%40bobster.org%3bfrom-tag=6472%3bto-tag=7743%3Bearly-only>',
    { ...blind('sip:103@demo.test'), replaces: { ...replaces, earlyOnly: true } },
  ],
  ['Refer-To: <sip:a@b>\r\nRefer-To: <sip:c@d>', { status: 400, reason: 'More Than One Refer-To' }],
  ['Refer-To: <sip:a@b>, <sip:c@d>', { status: 400, reason: 'More Than One Refer-To' }],
  ['Refer-To: <tel:+48600100200>', { status: 416, reason: 'Refer-To Is No SIP URI' }],
  // One way to read it, so that a long one that is wrong is not read in all the ways there are.
  [`Refer-To: ${'"" '.repeat(64)}`, { status: 400, reason: 'Malformed Refer-To' }],
  ['Refer-To: <http://demo.test/>', { status: 416, reason: 'Refer-To Is No SIP URI' }],
  ['Refer-To: 103', { status: 400, reason: 'Malformed Refer-To' }],
  ['Refer-To: <sip:>', { status: 400, reason: 'Malformed Refer-To' }],
  ['Refer-To: <sip:a b@c>', { status: 400, reason: 'Malformed Refer-To' }],
  ['Refer-To: <sip:103@demo.test;method=BYE>', { status: 400, reason: 'Refer-To Method Is Not INVITE' }],
  ['Refer-To: <sip:103@demo.test?Replaces=abc%3Bto-tag%3D1>', { status: 400, reason: 'Malformed Replaces' }],
  ['Refer-To: <sip:103@demo.test?Replaces=%E0%A4%A>', { status: 400, reason: 'Malformed Replaces' }],
];

describe('the header fields of a REFER', () => {
  for (const [fields, expected] of rows) {
    it(`${fields.replace(/\r\n/g, ' ↵ ')} → ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(refer(block('Max-Forwards: 70', fields, 'Contact: <sip:x@y>')), expected);
    });
  }
});
