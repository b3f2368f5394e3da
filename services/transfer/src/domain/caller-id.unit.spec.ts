import assert from 'node:assert/strict';
import type { CallerId } from './account.ts';
import type { Person } from './call.ts';
import { callerOf } from './caller-id.ts';
import { account, pair } from './testing/samples.ts';

const customer = pair.transferee;
const colleague: Person = { ...customer, number: '102', displayName: 'Bartosz', account: '102@demo.test' };
const did = '+48221000101';
const fixed = '+48221000000';

/** How the target sees the call: name, address, and what the public network sees. */
const seen = (
  show: CallerId['show'],
  { offNet = false, transferee = customer, dialled = did, number = fixed } = {},
): string => {
  const transferor = { ...pair.transferor, account: { ...account, callerId: { show, number } } };
  const { uri, displayName, publicNumber } = callerOf({ transferor, transferee, dialled }, { offNet });
  return `${displayName} <${uri}>${offNet ? ` ${publicNumber || 'DID'}` : ''}`.trim();
};

const anna = 'Anna <sip:101@demo.test>';
const asDid = `<sip:${did}@demo.test>`;
const asFixed = `<sip:${fixed}@demo.test>`;

describe('who calls, in the eyes of the target', () => {
  const rows: readonly [CallerId['show'], string, Parameters<typeof seen>[1], string][] = [
    ['transferor', 'an extension', {}, anna],
    ['transferor', 'a public number', { offNet: true }, `${anna} DID`],
    ['dialled', 'an extension', {}, asDid],
    ['dialled', 'a public number', { offNet: true }, `${asDid} ${did}`],
    ['dialled', 'an extension, nobody dialled us', { dialled: '' }, asFixed],
    ['dialled', 'a public number, nobody dialled us', { offNet: true, dialled: '' }, `${asFixed} ${fixed}`],
    [
      'dialled',
      'a public number, an extension was dialled',
      { offNet: true, dialled: '101' },
      `${asFixed} ${fixed}`,
    ],
    ['dialled', 'an extension, nothing to fall back to', { dialled: '', number: '' }, anna],
    [
      'dialled',
      'a public number, nothing to fall back to',
      { offNet: true, dialled: '', number: '' },
      `${anna} DID`,
    ],
    ['transferee', 'an extension', {}, 'Kowalski <sip:+48600100200@demo.test>'],
    ['transferee', 'a public number: the law', { offNet: true }, `${asDid} ${did}`],
    [
      'transferee',
      'a public number, nobody dialled us',
      { offNet: true, dialled: '' },
      `${asFixed} ${fixed}`,
    ],
    [
      'transferee',
      'a public number, nothing to fall back to',
      { offNet: true, dialled: '', number: '' },
      `${anna} DID`,
    ],
    ['fixed', 'an extension', {}, asFixed],
    ['fixed', 'a public number', { offNet: true }, `${asFixed} ${fixed}`],
    ['fixed', 'a public number, none is set', { offNet: true, number: '' }, `${anna} DID`],
  ];
  for (const [show, what, given, expected] of rows) {
    it(`${show}, to ${what}: ${expected}`, () => assert.equal(seen(show, given), expected));
  }

  const between: readonly [CallerId['show'], string][] = [
    ['transferor', anna],
    ['dialled', anna],
    ['fixed', anna],
    ['transferee', 'Bartosz <sip:102@demo.test>'],
  ];
  for (const [show, expected] of between) {
    it(`${show}, between extensions: ${expected}`, () => {
      assert.equal(seen(show, { transferee: colleague }), expected);
    });
  }

  it('is never what one of our own phones has dialled: that may be a customer', () => {
    const given = { offNet: true, transferee: colleague, dialled: customer.number };
    for (const show of ['dialled', 'transferee', 'fixed', 'transferor'] as const) {
      assert.doesNotMatch(seen(show, given), /600100200/);
    }
  });

  it('is never the customer to the public network, whatever was dialled', () => {
    for (const show of ['dialled', 'transferee', 'fixed', 'transferor'] as const) {
      for (const dialled of ['', '101', did]) {
        assert.doesNotMatch(seen(show, { offNet: true, dialled }), /600100200/);
      }
    }
  });

  const addresses: readonly [string, string][] = [
    ['', 'Kowalski <sip:anonymous@anonymous.invalid>'],
    ['sip:bob@partner.example', 'Kowalski <sip:bob@partner.example>'],
    ['bob@partner.example', 'Kowalski <sip:bob@partner.example>'],
  ];
  for (const [number, expected] of addresses) {
    it(`is a transferee with the number "${number}" as ${expected}`, () => {
      assert.equal(seen('transferee', { transferee: { ...customer, number } }), expected);
    });
  }
});
