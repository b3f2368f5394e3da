/** A SIP message seen on the wire. */
export interface SipMessage {
  /** Milliseconds since 1970, from the kernel. */
  at: number;
  transport: 'udp' | 'tcp';
  /** `address:port`. */
  from: string;
  to: string;
  /** The request's method; for a response the CSeq's. */
  method: string;
  /** 0 for a request. */
  status: number;
  reason: string;
  callId: string;
  /** The number of the CSeq header. */
  cseq: number;
  fromTag: string;
  /** Empty outside a dialog. */
  toTag: string;
  /** The first line. */
  startLine: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
}

/** The values of a header, in order; the name in lower case, in its long form. */
export const headerValues = (message: Pick<SipMessage, 'headers'>, name: string): string[] =>
  message.headers.filter(([n]) => n === name).map(([, value]) => value);

const compactForms: Record<string, string> = {
  i: 'call-id',
  m: 'contact',
  e: 'content-encoding',
  l: 'content-length',
  c: 'content-type',
  f: 'from',
  s: 'subject',
  k: 'supported',
  t: 'to',
  v: 'via',
}; // RFC 3261 §7.3.3

type Envelope = Pick<SipMessage, 'at' | 'transport' | 'from' | 'to'>;

/** Parse a whole SIP message (RFC 3261 §7); undefined for keep-alives and what is no SIP. */
export const parseSip = (text: string, envelope: Envelope): SipMessage | undefined => {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [startLine = '', ...lines] = text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const line = /^SIP\/2\.0 (\d{3}) ?(.*)$|^([A-Z]+) \S+ SIP\/2\.0$/.exec(startLine);
  if (!line) return undefined;
  const headers = lines.map((text) => {
    const colon = text.indexOf(':');
    const name = text.slice(0, colon).trim().toLowerCase();
    return [compactForms[name] ?? name, text.slice(colon + 1).trim()] as const;
  });
  const value = (name: string): string => headers.find(([n]) => n === name)?.[1] ?? '';
  const [cseq = '0', cseqMethod = ''] = value('cseq').split(/\s+/);
  return {
    ...envelope,
    method: line[3] ?? cseqMethod,
    status: Number(line[1] ?? 0),
    reason: line[2] ?? '',
    callId: value('call-id'),
    cseq: Number(cseq),
    fromTag: tagOf(value('from')),
    toTag: tagOf(value('to')),
    startLine,
    headers,
    body: text.slice(end + 4),
  };
};

const tagOf = (header: string): string => /;\s*tag=([^;\s>]+)/i.exec(header)?.[1] ?? '';
