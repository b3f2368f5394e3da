import type { CallerId } from './account.ts';
import type { Person } from './call.ts';
import type { Pair } from './pair.ts';

/** Who calls, in the eyes of the one who is called. */
export interface Caller {
  uri: string;
  displayName: string;
  /** What the public network sees, E.164; empty: the DID of the account that pays. */
  publicNumber: string;
}

/**
 * Who calls (SPEC § 6). Between extensions it is always an extension with its name. A leg that leaves for the public network never
 * shows the transferee's own number: the law forbids it.
 */
export const callerOf = (
  { transferor, transferee, dialled }: Pick<Pair, 'transferor' | 'transferee' | 'dialled'>,
  { offNet }: { offNet: boolean },
  show: CallerId['show'] = transferor.account.callerId.show,
): Caller => {
  const { extension, domain, displayName, callerId } = transferor.account;
  const own: Caller = { uri: `sip:${extension}@${domain}`, displayName, publicNumber: '' };
  const numbered = (number: string): Caller =>
    number === '' ? own : { uri: `sip:${number}@${domain}`, displayName: '', publicNumber: number };
  const between = transferee.account !== '' && !offNet;
  switch (show) {
    case 'transferor':
      return own;
    case 'fixed':
      return between ? own : numbered(callerId.number);
    case 'dialled':
      return between ? own : numbered(publicNumberOf({ transferee, dialled }) || callerId.number);
    case 'transferee':
      return offNet
        ? numbered(publicNumberOf({ transferee, dialled }) || callerId.number)
        : { uri: uriOf(transferee, domain), displayName: transferee.displayName, publicNumber: '' };
  }
};

/**
 * The number of the tenant that a customer has dialled, E.164; empty where there is none. What one of our own phones has dialled is no
 * such number: it may be the customer's.
 */
export const publicNumberOf = ({ transferee, dialled }: Pick<Pair, 'transferee' | 'dialled'>): string =>
  transferee.account === '' && /^\+[1-9]\d{1,14}$/.test(dialled) ? dialled : '';

/**
 * The address of a party; `domain`: that of a number.
 *
 * @see RFC 3323 §4.1.1.3, the address of a caller that gives none.
 */
export const uriOf = ({ number }: Pick<Person, 'number'>, domain: string): string => {
  if (number === '') return 'sip:anonymous@anonymous.invalid';
  if (/^sips?:/.test(number)) return number;
  return number.includes('@') ? `sip:${number}` : `sip:${number}@${domain}`;
};
