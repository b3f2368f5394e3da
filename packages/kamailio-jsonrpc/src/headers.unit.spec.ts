import assert from 'node:assert/strict';
import { UnsafeSipText } from './errors.ts';
import { formatHeaders } from './headers.ts';

describe('formatHeaders', () => {
  it('writes headers in order, each with its CRLF, a name as often as it comes', () => {
    const block = formatHeaders([
      ['Route', '<sip:a;lr>'],
      ['Route', '<sip:b;lr>'],
      ['Subject', 'Zażółć "gęślą" \\ jaźń'],
    ]);
    assert.equal(block, 'Route: <sip:a;lr>\r\nRoute: <sip:b;lr>\r\nSubject: Zażółć "gęślą" \\ jaźń\r\n');
  });

  for (const value of ['a\r\nRoute: <sip:evil>', 'a\nb', 'a\rb', 'a\0b']) {
    it(`refuses the value ${JSON.stringify(value)}, naming the header`, () => {
      assert.throws(() => formatHeaders([['Subject', value]]), new UnsafeSipText('Subject'));
    });
  }

  for (const name of ['', 'Sub ject', 'Subject:', 'X\r\nRoute']) {
    it(`refuses the name ${JSON.stringify(name)}`, () => {
      assert.throws(() => formatHeaders([[name, 'x']]), UnsafeSipText);
    });
  }
});
