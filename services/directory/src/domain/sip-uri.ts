import { hostName, ipv4 } from './host-forms.ts';

/** A SIP or SIPS URI (RFC 3261 §19.1), as far as it says where a call goes. */
export interface SipUri {
  /** As it may stand in a request line: without header fields. */
  readonly uri: string;
  /** Percent-decoded, without password and parameters; undefined: there is none. */
  readonly user: string | undefined;
  /** In small letters; IPv6 in its brackets. */
  readonly host: string;
}

const LONGEST = 256;

const unreserved = "a-zA-Z0-9\\-_.!~*'()";
const escaped = '%[0-9a-fA-F]{2}';
const form = new RegExp(
  [
    '^(?<uri>sips?:',
    `(?:(?<user>(?:[${unreserved}&=+$,;?/]|${escaped})+)(?::(?:[${unreserved}&=+$,]|${escaped})*)?@)?`,
    `(?<host>${hostName}\\.?|${ipv4}|\\[[0-9a-f:.]+\\])`,
    '(?::\\d{1,5})?',
    `(?:;(?:[${unreserved}[\\]/:&+$=;]|${escaped})*)?)`,
    `(?:\\?(?:[${unreserved}[\\]/?:+$&=]|${escaped})*)?$`,
  ].join(''),
  'i',
);

/** Whether this is meant as a SIP URI, and not as a number. */
export const isSipUri = (dialled: string): boolean => /^sips?:/i.test(dialled);

/** @returns undefined where it is none, or longer than 256 characters. */
export const parseSipUri = (text: string): SipUri | undefined => {
  const parts = text.length > LONGEST ? undefined : form.exec(text)?.groups;
  if (!parts) return undefined;
  const { uri = '', user, host = '' } = parts;
  const decoded = user === undefined ? undefined : decode(user);
  if (decoded === null) return undefined;
  return {
    uri,
    user: decoded,
    host: host.toLowerCase().replace(/\.$/, ''),
  };
};

/** Behind ";" a user part that is a telephone number has parameters (RFC 3261 §19.1.6). null: no UTF-8. */
const decode = (user: string): string | null => {
  try {
    return decodeURIComponent(user.split(';')[0] ?? '');
  } catch {
    return null;
  }
};
