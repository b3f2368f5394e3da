import { RATE } from '../domain/wav.ts';
import { runProgram } from './programs.ts';

/** Samples of 16 bits, mono, at `RATE`. */
const PCM = ['-t', 'raw', '-r', String(RATE), '-c', '1', '-e', 'signed', '-b', '16', '-L'];
const A_LAW = ['-t', 'al', '-r', String(RATE), '-c', '1'];
/** Speech without the silence before and after it. */
const TRIMMED = ['silence', '1', '0.01', '0.1%', 'reverse', 'silence', '1', '0.01', '0.1%', 'reverse'];
/** All equally loud, with room for the rounding of G.711; in dBFS. */
const PEAK = '-6';

/** sox: decoding, resampling and G.711, in a process of its own, with a limit on its time. */
export const sox = {
  /** @returns PCM, 16 bits, mono. @throws {ProgramFailed} The file cannot be decoded. */
  decode: (file: Buffer, format: 'wav' | 'mp3', timeoutMs: number): Promise<Buffer> =>
    run(['-t', format, '-', ...PCM, '-', 'remix', '-', 'rate', String(RATE)], file, timeoutMs),

  /** @param pcm - As `decode` gives it. @returns A-law, as loud as everything else. */
  encode: (pcm: Buffer, timeoutMs: number): Promise<Buffer> =>
    run([...PCM, '-', ...A_LAW, '-', 'gain', '-n', PEAK], pcm, timeoutMs),

  /** @param wav - What a synthesiser made. @returns A-law, without silence around it. */
  encodeSpeech: (wav: Buffer, timeoutMs: number): Promise<Buffer> => {
    const effects = ['rate', String(RATE), ...TRIMMED, 'gain', '-n', PEAK, 'pad', '0.1', '0.2'];
    return run(['-t', 'wav', '-', ...A_LAW, '-', ...effects], wav, timeoutMs);
  },
};

/** Without dither, which would be noise; quiet about clipping that `gain` undoes. */
const run = (args: readonly string[], input: Buffer, timeoutMs: number): Promise<Buffer> =>
  runProgram('sox', ['-D', '-V1', ...args], input, timeoutMs);
