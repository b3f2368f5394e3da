/** MPEG audio layer III, frame by frame (ISO/IEC 11172-3 §2.4.1.3 and 13818-3), without decoding it. */

/** What a walk through the frames of a file finds. */
export interface Mp3File {
  /** Frames of audio; the one that only describes the file (Xing, LAME) is not counted. */
  readonly frames: number;
  /** Frames that the file says it has; undefined where it does not say. */
  readonly declaredFrames: number | undefined;
  readonly durationMs: number;
  /** What is wrong and from where on; undefined where every byte has its place. */
  readonly damage: { readonly what: 'cut' | 'garbage'; readonly atMs: number } | undefined;
}

interface Frame {
  /** 1, 2, or 2.5. */
  readonly version: number;
  readonly rate: number;
  readonly isMono: boolean;
  /** Bytes, its header included. */
  readonly length: number;
  readonly samples: number;
}

const VERSIONS: readonly (number | undefined)[] = [2.5, undefined, 2, 1];
const LAYER_3 = 1;
const RATES: readonly number[] = [44_100, 48_000, 32_000];
/** kbit/s by the index in the header; 0 is the "free format", which is not taken. */
const BITRATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BITRATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/** Bytes of padding that may come before the first frame. */
const LONGEST_LEAD = 4_096;

/** @returns undefined where the bytes are no MP3 file. */
export const readMp3 = (file: Buffer): Mp3File | undefined => {
  const start = firstFrame(file, afterId3v2(file));
  const first = start === undefined ? undefined : frameAt(file, start);
  if (start === undefined || !first) return undefined;
  const information = xingFrames(file, start, first);
  let at = start + (information.isInformation ? first.length : 0);
  let frames = 0;
  const ms = (count: number): number => Math.round((count * first.samples * 1000) / first.rate);
  const result = (damage?: 'cut' | 'garbage'): Mp3File => ({
    frames,
    declaredFrames: information.frames,
    durationMs: ms(frames),
    damage: damage && { what: damage, atMs: ms(frames) },
  });
  while (at < file.length) {
    if (isTrailer(file, at)) return result();
    const frame = frameAt(file, at);
    if (!frame || frame.version !== first.version || frame.rate !== first.rate)
      return result(file.length - at < 4 ? 'cut' : 'garbage');
    if (at + frame.length > file.length) return result('cut');
    frames += 1;
    at += frame.length;
  }
  return result();
};

/** ID3v2 (id3.org, ID3v2.4.0 §3.1): a header with a "synchsafe" size. */
const afterId3v2 = (file: Buffer): number => {
  let at = 0;
  while (at + 10 <= file.length && file.toString('latin1', at, at + 3) === 'ID3') {
    const [a = 0, b = 0, c = 0, d = 0] = file.subarray(at + 6, at + 10);
    const footer = ((file[at + 5] ?? 0) & 0x10) === 0 ? 0 : 10;
    at += 10 + (((a & 0x7f) << 21) | ((b & 0x7f) << 14) | ((c & 0x7f) << 7) | (d & 0x7f)) + footer;
  }
  return at;
};

/** Two frames in a row are no accident; of a single one nothing may be left over. */
const firstFrame = (file: Buffer, from: number): number | undefined => {
  for (let at = from; at < Math.min(file.length, from + LONGEST_LEAD); at++) {
    const frame = frameAt(file, at);
    if (!frame) continue;
    const next = at + frame.length;
    if (next === file.length || frameAt(file, next)?.version === frame.version) return at;
  }
  return undefined;
};

const frameAt = (file: Buffer, at: number): Frame | undefined => {
  if (at + 4 > file.length) return undefined;
  const header = file.readUInt32BE(at);
  const version = VERSIONS[(header >>> 19) & 3];
  const bitrateIndex = (header >>> 12) & 15;
  const rateOfVersion1 = RATES[(header >>> 10) & 3];
  if (header >>> 21 !== 0x7ff || ((header >>> 17) & 3) !== LAYER_3) return undefined;
  if (version === undefined || rateOfVersion1 === undefined) return undefined;
  const kbits = (version === 1 ? BITRATES_1 : BITRATES_2)[bitrateIndex];
  if (!kbits) return undefined;
  const rate = rateOfVersion1 / (version === 1 ? 1 : version === 2 ? 2 : 4);
  const samples = version === 1 ? 1_152 : 576;
  const padding = (header >>> 9) & 1;
  return {
    version,
    rate,
    isMono: ((header >>> 6) & 3) === 3,
    length: Math.floor(((samples / 8) * kbits * 1000) / rate) + padding,
    samples,
  };
};

/** The first frame may hold, in place of audio, how many there are ("Xing", or "Info" for a constant bit rate). */
const xingFrames = (
  file: Buffer,
  start: number,
  { version, isMono }: Frame,
): { isInformation: boolean; frames: number | undefined } => {
  const sideBytes = version === 1 ? (isMono ? 17 : 32) : isMono ? 9 : 17;
  const at = start + 4 + sideBytes;
  const isInformation = ['Xing', 'Info'].includes(file.toString('latin1', at, at + 4));
  const hasFrames = isInformation && at + 12 <= file.length && (file.readUInt32BE(at + 4) & 1) === 1;
  return { isInformation, frames: hasFrames ? file.readUInt32BE(at + 8) : undefined };
};

/** What may come after the last frame: a tag, or nothing but zeros. */
const isTrailer = (file: Buffer, at: number): boolean => {
  const mark = file.toString('latin1', at, at + 8);
  if ((mark.startsWith('TAG') && file.length - at === 128) || mark === 'APETAGEX' || mark === 'LYRICSBE')
    return true;
  return file.subarray(at).every((byte) => byte === 0);
};
