import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BencodeError, type Decoded, decode, type Encodable, encode } from './bencode.ts';

const values = fc.letrec<{ value: Encodable }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'grapheme' }),
    fc.maxSafeInteger(),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 5, noNullPrototype: false }),
  ),
})).value;

/** Decoded dictionaries have no prototype; for comparing they may have one. */
const plain = (value: Decoded): unknown => JSON.parse(JSON.stringify(value));

describe('bencode', () => {
  it('writes what the rtpengine documentation shows', () => {
    assert.equal(encode({ command: 'ping' }).toString(), 'd7:command4:pinge');
  });

  it('reads back whatever it wrote', () => {
    fc.assert(
      fc.property(values, (value) => {
        assert.deepEqual(plain(decode(encode(value))), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('counts a text in bytes, not in characters', () => {
    assert.equal(encode('Łódź').toString(), '7:Łódź');
    assert.equal(decode(Buffer.from('7:Łódź')), 'Łódź');
  });

  it('sends bytes as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const expected = Buffer.concat([Buffer.from(`${bytes.length}:`), bytes]);
        assert.deepEqual(encode(bytes), expected);
      }),
    );
  });

  it('leaves out keys without a value', () => {
    assert.equal(encode({ sdp: undefined, tag: 'a' }).toString(), 'd3:tag1:ae');
  });

  it('refuses numbers that bencode cannot hold', () => {
    assert.throws(() => encode(0.5), new RangeError('bencode holds integers only, not 0.5'));
  });

  it('begins where it is told to', () => {
    assert.equal(decode(Buffer.from('cookie i7e'), 7), 7);
  });

  it('takes a key called __proto__ for a key', () => {
    const read = decode(Buffer.from('d9:__proto__i1ee'));
    assert.deepEqual(Object.entries(read), [['__proto__', 1]]);
  });

  it('refuses any message that is cut off', () => {
    fc.assert(
      fc.property(values, fc.nat(), (value, cut) => {
        const whole = encode(value);
        const part = whole.subarray(0, cut % whole.length);
        assert.throws(() => decode(part), BencodeError);
      }),
    );
  });

  for (const wrong of [
    '',
    'x',
    'i1',
    'i-0e',
    'i01e',
    'i1.5e',
    'i 1e',
    '-1:a',
    '1 :a',
    'di1e1:ae',
    'i1ei2e',
    'd1:ae',
  ]) {
    it(`refuses "${wrong}"`, () => assert.throws(() => decode(Buffer.from(wrong)), BencodeError));
  }

  it('never fails but with a BencodeError, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        try {
          decode(Buffer.from(bytes));
        } catch (error) {
          assert.ok(error instanceof BencodeError);
        }
      }),
    );
  });
});
