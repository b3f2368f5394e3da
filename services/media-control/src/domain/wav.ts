/** RIFF WAVE (Microsoft, "Multimedia Programming Interface and Data Specifications 1.0"), as far as speech and music need it. */

/** The registered codecs that we take, by their "format tag". */
const CODECS: ReadonlyMap<number, string> = new Map([
  [1, 'PCM'],
  [6, 'A-law'],
  [7, 'µ-law'],
]);
const EXTENSIBLE = 0xfffe;
/** Who writes into a pipe cannot know the length before; sox and ffmpeg put one like this or larger: all that follows is audio. */
const UNKNOWN_LENGTH = 0x7fff_f000;
/** Of "fmt ", with the subformat of WAVE_FORMAT_EXTENSIBLE. */
const FORMAT_BYTES = 16;
const SUBFORMAT_AT = 24;

/** What a WAV file says of itself. */
export interface WavFile {
  readonly formatTag: number;
  /** Undefined: none of ours. */
  readonly codec: string | undefined;
  readonly channels: number;
  /** Samples a second. */
  readonly rate: number;
  readonly bitsPerSample: number;
  /** Bytes of audio that are declared, and those that are there. */
  readonly declaredBytes: number;
  readonly presentBytes: number;
  readonly durationMs: number;
}

export const isWav = (file: Buffer): boolean =>
  file.length >= 12 && file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 12) === 'WAVE';

/** @param size - Bytes of the whole file, where `file` is its beginning alone. @returns undefined where it has no audio. */
export const readWav = (file: Buffer, size = file.length): WavFile | undefined => {
  let format: Buffer | undefined;
  for (let at = 12; at + 8 <= file.length; ) {
    const chunk = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    if (chunk === 'fmt ' && length >= FORMAT_BYTES) format = file.subarray(at + 8, at + 8 + length);
    if (chunk === 'data' && format && format.length >= FORMAT_BYTES) {
      const present = Math.min(length, size - at - 8);
      return describe(format, length >= UNKNOWN_LENGTH ? present : length, present);
    }
    at += 8 + length + (length % 2);
  }
  return undefined;
};

const describe = (format: Buffer, declaredBytes: number, presentBytes: number): WavFile => {
  const tag = format.readUInt16LE(0);
  const isExtensible = tag === EXTENSIBLE && format.length >= SUBFORMAT_AT + 2;
  const formatTag = isExtensible ? format.readUInt16LE(SUBFORMAT_AT) : tag;
  const bytesPerSecond = format.readUInt32LE(8);
  return {
    formatTag,
    codec: CODECS.get(formatTag),
    channels: format.readUInt16LE(2),
    rate: format.readUInt32LE(4),
    bitsPerSample: format.readUInt16LE(14),
    declaredBytes,
    presentBytes,
    durationMs: bytesPerSecond === 0 ? 0 : Math.round((declaredBytes / bytesPerSecond) * 1000),
  };
};

/** Samples a second of all that we play. */
export const RATE = 8_000;

/** @param audio - A-law, mono, `RATE`. */
export const writeALawWav = (audio: Buffer): Buffer => {
  const padding = audio.length % 2;
  const header = Buffer.alloc(58);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(50 + audio.length + padding, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(18, 16);
  header.writeUInt16LE(6, 20); // A-law
  header.writeUInt16LE(1, 22); // mono
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE, 28); // bytes a second
  header.writeUInt16LE(1, 32); // bytes of a sample
  header.writeUInt16LE(8, 34); // bits of one
  header.write('fact', 38, 'latin1'); // required where it is not PCM
  header.writeUInt32LE(4, 42);
  header.writeUInt32LE(audio.length, 46);
  header.write('data', 50, 'latin1');
  header.writeUInt32LE(audio.length, 54);
  return Buffer.concat([header, audio, Buffer.alloc(padding)]);
};

/** Milliseconds that so many samples take. */
export const samplesToMs = (samples: number): number => Math.round((samples / RATE) * 1000);
