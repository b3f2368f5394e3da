import { UnsafeSipText } from './errors.ts';

/** One SIP header, in the order in which it is to be sent. A name may come several times (Route, RFC 3261 §20.34). */
export type SipHeader = readonly [name: string, value: string];

const token = /^[A-Za-z0-9\-.!%*_+`'~]+$/; // RFC 3261 §25.1
const breaksLine = /[\r\n\0]/;

/** @throws {UnsafeSipText} The text holds CR, LF or NUL. */
export const assertOneLine = (field: string, text: string): string => {
  if (breaksLine.test(text)) throw new UnsafeSipText(field);
  return text;
};

/**
 * The header block that tm expects: every header followed by CRLF.
 *
 * @throws {UnsafeSipText} A name is no token, or a value would end its line.
 */
export const formatHeaders = (headers: readonly SipHeader[]): string => {
  let block = '';
  for (const [name, value] of headers) {
    if (!token.test(name)) throw new UnsafeSipText('header name');
    block += `${name}: ${assertOneLine(name, value)}\r\n`;
  }
  return block;
};
