import { BadRequest } from './errors.ts';
import { type Mp3File, readMp3 } from './mp3.ts';
import { isWav, readWav, type WavFile } from './wav.ts';

/** What a recording may be. */
export interface UploadLimits {
  readonly maxBytes: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/** A file that may be converted. */
export interface Upload {
  readonly format: 'wav' | 'mp3';
  /** Milliseconds that it lasts by its own account. */
  readonly durationMs: number;
}

/** Loudest sample under which nobody hears anything on a telephone, in dBFS. */
export const SILENT_DBFS = -40;
/** What an MP3 decoder may leave out, at the beginning and the end, without anything being lost. */
export const TOLERATED_MS = 200;

const PCM_BITS = [8, 16, 24];
/** An encoder counts its frame of information, or does not. */
const TOLERATED_FRAMES = 1;

/**
 * Check a file by what is in it; what it is called is not known here.
 *
 * @throws {BadRequest} Its message names what was found and the rule.
 */
export const checkUpload = (content: Buffer, limits: UploadLimits): Upload => {
  if (content.length === 0) throw refused('empty', 'must be a WAV or an MP3 file');
  if (content.length > limits.maxBytes)
    throw refused(`${content.length} bytes`, `must be ${limits.maxBytes} bytes at most`);
  const upload = isWav(content) ? checkWav(content) : checkMp3(content);
  return checkLength(upload, limits);
};

/** @param peak - The loudest sample, 0 to 1. @throws {BadRequest} */
export const checkLoudness = (peak: number): void => {
  const dbfs = 20 * Math.log10(peak);
  if (dbfs < SILENT_DBFS)
    throw refused(
      peak === 0 ? 'silent' : `as good as silent, ${Math.round(dbfs)} dBFS at its loudest`,
      `must reach ${SILENT_DBFS} dBFS`,
    );
};

/** @param decodedMs - What a decoder made of the file. @throws {BadRequest} */
export const checkDecoded = ({ durationMs }: Upload, decodedMs: number): void => {
  if (decodedMs < durationMs - TOLERATED_MS)
    throw refused(`damaged: of ${durationMs} ms only ${decodedMs} can be decoded`, 'must be whole');
};

/** @throws {BadRequest} */
export const undecodable = (reason: string): BadRequest =>
  refused(`not to be decoded (${reason})`, 'must be whole');

const refused = (found: string, rule: string): BadRequest => new BadRequest('content', found, rule);

const checkWav = (content: Buffer): Upload => {
  const wav = readWav(content);
  if (!wav) throw refused('a WAV file without audio', 'must be whole');
  const codec = `a WAV file of ${wav.codec ?? `codec ${wav.formatTag}`}, ${wav.bitsPerSample} bits`;
  if (!isTaken(wav)) throw refused(codec, 'must be PCM of 8, 16 or 24 bits, A-law or µ-law');
  if (wav.channels !== 1 && wav.channels !== 2)
    throw refused(`a WAV file of ${wav.channels} channels`, 'must be mono or stereo');
  if (wav.rate === 0 || wav.durationMs === 0) throw refused('a WAV file without audio', 'must be whole');
  if (wav.presentBytes < wav.declaredBytes)
    throw refused(
      `a WAV file cut off: ${wav.presentBytes} of ${wav.declaredBytes} bytes of audio are there`,
      'must be whole',
    );
  return { format: 'wav', durationMs: wav.durationMs };
};

const isTaken = ({ codec, bitsPerSample }: WavFile): boolean =>
  codec === 'PCM' ? PCM_BITS.includes(bitsPerSample) : codec !== undefined && bitsPerSample === 8;

const checkMp3 = (content: Buffer): Upload => {
  const mp3 = readMp3(content);
  if (!mp3) throw refused(`a file that begins with ${beginning(content)}`, 'must be a WAV or an MP3 file');
  const damage = damageOf(mp3);
  if (damage) throw refused(`an MP3 file ${damage}`, 'must be whole');
  return { format: 'mp3', durationMs: mp3.durationMs };
};

const damageOf = ({ damage, frames, declaredFrames }: Mp3File): string | undefined => {
  if (damage) return `${damage.what === 'cut' ? 'cut off' : 'damaged'} at ${damage.atMs} ms`;
  if (declaredFrames !== undefined && frames + TOLERATED_FRAMES < declaredFrames)
    return `cut off: ${frames} of ${declaredFrames} frames are there`;
  return undefined;
};

const checkLength = (upload: Upload, { minMs, maxMs }: UploadLimits): Upload => {
  if (upload.durationMs < minMs)
    throw refused(`${upload.durationMs} ms long`, `must last ${minMs} ms at least`);
  if (upload.durationMs > maxMs)
    throw refused(`${upload.durationMs} ms long`, `must last ${maxMs} ms at most`);
  return upload;
};

const beginning = (content: Buffer): string =>
  (content.subarray(0, 4).toString('hex').match(/../g) ?? []).join(' ');
