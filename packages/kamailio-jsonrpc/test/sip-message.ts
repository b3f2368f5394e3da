import { createHash } from 'node:crypto';

/** A SIP message as it was received. */
export type SipMessage = {
  readonly text: string;
  readonly startLine: string;
  /** '' in a response. */
  readonly method: string;
  /** 0 in a request. */
  readonly status: number;
  readonly body: string;
  /** All values of a header, top first. */
  all(name: string): string[];
  /** The first value, or ''. */
  header(name: string): string;
};

export const parseSip = (text: string): SipMessage => {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [startLine = '', ...lines] = head.split('\r\n');
  const all = (name: string) =>
    lines
      .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      .map((line) => line.slice(name.length + 1).trim());
  return {
    text,
    startLine,
    method: startLine.startsWith('SIP/2.0') ? '' : startLine.slice(0, startLine.indexOf(' ')),
    status: startLine.startsWith('SIP/2.0') ? Number(startLine.slice(8, 11)) : 0,
    body: rest.join('\r\n\r\n'),
    all,
    header: (name) => all(name)[0] ?? '',
  };
};

export type Headers = readonly (readonly [string, string])[];

export const formatSip = (startLine: string, headers: Headers, body = ''): string =>
  [
    startLine,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');

/** A response to a request, with the headers that RFC 3261 §8.2.6.2 copies below those given (so a Record-Route of ours is on top). */
export const formatResponse = (
  request: SipMessage,
  [status, reason]: readonly [number, string],
  toTag: string,
  headers: Headers = [],
  body = '',
): string => {
  const copied = ['Via', 'Record-Route', 'From', 'Call-ID', 'CSeq'].flatMap((name) =>
    request.all(name).map((value) => [name, value] as const),
  );
  const to = request.header('To');
  const tagged = /;tag=/.test(to) || status === 100 ? to : `${to};tag=${toTag}`;
  return formatSip(`SIP/2.0 ${status} ${reason}`, [...headers, ...copied, ['To', tagged]], body);
};

/** The tag of a From or To. */
export const tagOf = (value: string): string => /;tag=([^;>\s]+)/.exec(value)?.[1] ?? '';

/** The URI of a name-addr. */
export const uriOf = (value: string): string => /<([^>]+)>/.exec(value)?.[1] ?? value;

/** Digest credentials for a challenge (RFC 2617 §3.2.2). */
export const credentials = (
  challenge: string,
  { username, password, method, uri }: Record<'username' | 'password' | 'method' | 'uri', string>,
): string => {
  const value = (key: string) => new RegExp(`${key}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const [realm, nonce] = [value('realm'), value('nonce')];
  const response = md5(`${md5(`${username}:${realm}:${password}`)}:${nonce}:${md5(`${method}:${uri}`)}`);
  return `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5`;
};

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
