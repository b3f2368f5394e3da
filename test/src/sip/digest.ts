import { createHash } from 'node:crypto';

/** What the digest is made of. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/**
 * Value of Authorization for a challenge without `qop`, which is how our registrar asks.
 *
 * @param challenge - Value of WWW-Authenticate.
 * @see RFC 2617 §3.2.2, which RFC 3261 §22.4 uses.
 */
export const authorization = (challenge: string, { user, password, method, uri }: Credentials): string => {
  const field = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const [realm, nonce] = [field('realm'), field('nonce')];
  const response = md5(`${md5(`${user}:${realm}:${password}`)}:${nonce}:${md5(`${method}:${uri}`)}`);
  return `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}"`;
};
