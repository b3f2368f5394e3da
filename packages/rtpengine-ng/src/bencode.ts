/** What can be sent. Keys whose value is undefined are left out; bytes go as they are, text as UTF-8. */
export type Encodable = string | number | Uint8Array | readonly Encodable[] | EncodableDict;
export interface EncodableDict {
  readonly [key: string]: Encodable | undefined;
}

/** What can arrive. Byte strings are read as UTF-8. */
export type Decoded = string | number | readonly Decoded[] | DecodedDict;
export interface DecodedDict {
  readonly [key: string]: Decoded | undefined;
}

/** Bytes that are no bencode. */
export class BencodeError extends Error {
  readonly code = 'BENCODE_INVALID';
  /** Where in the message, in bytes. */
  readonly offset: number;

  constructor(problem: string, offset: number) {
    super(`${problem} at byte ${offset}`);
    this.name = 'BencodeError';
    this.offset = offset;
  }
}

// Both directions work on a "binary" string, in which one character is one byte. V8 searches, slices and joins such strings
// several times as fast as it handles buffers of this size, and nearly all that rtpengine says is ASCII, where it is the text itself.

/**
 * Write a value as bencode. Keys keep their order: rtpengine does not ask for sorted ones.
 *
 * @throws {RangeError} A number that is no safe integer: bencode has no others.
 */
export const encode = (value: Encodable): Buffer => Buffer.from(write(value), 'latin1');

const write = (value: Encodable): string => {
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'number') return writeInteger(value);
  if (value instanceof Uint8Array) return writeBytes(value);
  if (isList(value)) return `l${value.map(write).join('')}e`;
  let entries = '';
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (item !== undefined) entries += writeKey(key) + write(item);
  }
  return `d${entries}e`;
};

/** The same few keys come again and again. */
const knownKeys = new Map<string, string>();
const KNOWN_KEYS = 256;

const writeKey = (key: string): string => {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const written = writeText(key);
  if (knownKeys.size < KNOWN_KEYS) knownKeys.set(key, written);
  return written;
};

const isList = (value: readonly Encodable[] | EncodableDict): value is readonly Encodable[] =>
  Array.isArray(value);

const writeText = (text: string): string =>
  Buffer.byteLength(text) === text.length ? `${text.length}:${text}` : writeBytes(Buffer.from(text));

const writeBytes = (bytes: Uint8Array): string =>
  `${bytes.length}:${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')}`;

const writeInteger = (value: number): string => {
  if (!Number.isSafeInteger(value)) throw new RangeError(`bencode holds integers only, not ${value}`);
  return `i${value}e`;
};

/**
 * Read one value, which must be all that is there.
 *
 * @param offset - Where it begins, in bytes.
 * @throws {BencodeError}
 */
export const decode = (bytes: Buffer, offset = 0): Decoded =>
  new Reader(bytes.toString('latin1', offset)).readAll();

const NOT_ASCII = /[\x80-\xff]/;
const INTEGER = /^(?:0|-?[1-9]\d*)$/;
const LENGTH = /^(?:0|[1-9]\d*)$/;

class Reader {
  readonly #binary: string;
  readonly #isAscii: boolean;
  #at = 0;

  constructor(binary: string) {
    this.#binary = binary;
    this.#isAscii = !NOT_ASCII.test(binary);
  }

  readAll(): Decoded {
    const value = this.#read();
    if (this.#at !== this.#binary.length) throw new BencodeError('more than one value', this.#at);
    return value;
  }

  #read(): Decoded {
    switch (this.#binary[this.#at]) {
      case 'i':
        return this.#readInteger();
      case 'l':
        return this.#readList();
      case 'd':
        return this.#readDict();
      default:
        return this.#readText();
    }
  }

  #readInteger(): number {
    const start = this.#at + 1;
    const digits = this.#upTo('e', start);
    if (!INTEGER.test(digits)) throw new BencodeError(`"${digits}" is no integer`, start);
    return Number(digits);
  }

  #readText(): string {
    const start = this.#at;
    const length = this.#upTo(':', start);
    if (!LENGTH.test(length)) throw new BencodeError('no value', start);
    const from = this.#at;
    this.#at += Number(length);
    if (this.#at > this.#binary.length) throw new BencodeError('cut off', start);
    const text = this.#binary.slice(from, this.#at);
    return this.#isAscii ? text : Buffer.from(text, 'latin1').toString();
  }

  #readList(): Decoded[] {
    const items: Decoded[] = [];
    this.#at++;
    while (!this.#takeEnd()) items.push(this.#read());
    return items;
  }

  #readDict(): DecodedDict {
    const entries: Record<string, Decoded> = Object.create(null);
    this.#at++;
    while (!this.#takeEnd()) {
      const key = this.#readText();
      entries[key] = this.#read();
    }
    return entries;
  }

  #takeEnd(): boolean {
    if (this.#at >= this.#binary.length) throw new BencodeError('cut off', this.#at);
    const isEnd = this.#binary[this.#at] === 'e';
    if (isEnd) this.#at++;
    return isEnd;
  }

  /** The characters before the next `mark`; reading goes on behind it. */
  #upTo(mark: string, start: number): string {
    const end = this.#binary.indexOf(mark, start);
    if (end < 0) throw new BencodeError(start < this.#binary.length ? 'no value' : 'cut off', start);
    this.#at = end + 1;
    return this.#binary.slice(start, end);
  }
}
