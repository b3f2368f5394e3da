/** What a REFER asks for, from its header fields. */
import type { Refer, Refusal } from '../domain/referring.ts';
import { replaces } from './replaces.ts';
import { header, headers, uriOf } from './sip-header.ts';

/**
 * @returns undefined where there is no Refer-To; what is wrong, where it is not one SIP URI that an INVITE can be sent to.
 * @see RFC 3515 §2.1, §2.4.2; RFC 4488 §4
 */
export const refer = (block: string): Refer | Refusal | undefined => {
  const [value, ...more] = headers(block, 'Refer-To', 'r');
  if (value === undefined) return undefined;
  if (more.length > 0) return { status: 400, reason: 'More Than One Refer-To' };
  const { scheme, address, params, fields } = partsOf(uriOf(value));
  if (scheme === '') return { status: 400, reason: 'Malformed Refer-To' };
  if (!/^sips?$/.test(scheme)) return { status: 416, reason: 'Refer-To Is No SIP URI' };
  if (address === '' || /[\s<>"]/.test(address)) return { status: 400, reason: 'Malformed Refer-To' };
  const method = params.find(([name]) => name === 'method')?.[1] ?? 'INVITE';
  if (method.toUpperCase() !== 'INVITE') return { status: 400, reason: 'Refer-To Method Is Not INVITE' };
  const kept = params.filter(([name]) => name !== 'method').map(([, , text]) => `;${text}`);
  const referTo = `${scheme}:${address}${kept.join('')}`;
  const isSubscribed = !/^false\b/i.test(header(block, 'Refer-Sub'));
  const replaced = fields.find(([name]) => name === 'replaces');
  if (replaced === undefined) return { referTo, isSubscribed };
  const named = replaces(unescaped(replaced[1]));
  return named === undefined
    ? { status: 400, reason: 'Malformed Replaces' }
    : { referTo, isSubscribed, replaces: named };
};

type Part = readonly [name: string, value: string, text: string];

/** A URI's parts: "sip:anna@a.test;transport=tcp?Replaces=x" (RFC 3261 §19.1.1). */
const partsOf = (uri: string) => {
  const [, scheme = '', rest = ''] = /^([a-z][a-z\d+.-]*):(.*)$/i.exec(uri) ?? [];
  const [target = '', fields = ''] = rest.split('?', 2);
  const [address = '', ...params] = target.split(';');
  return {
    scheme: scheme.toLowerCase(),
    address,
    params: params.map(part),
    fields: fields === '' ? [] : fields.split('&').map(part),
  };
};

const part = (text: string): Part => {
  const [name = '', ...value] = text.split('=');
  return [name.toLowerCase(), value.join('='), text];
};

/** Empty where an escape is none (RFC 3261 §19.1.2). */
const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
};
