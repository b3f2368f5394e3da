import { decodeG711, pcmaType } from '../network/g711.ts';

// Format, channels, samples a second, bits a sample.
const linear = '1 1 8000 16';
const aLaw = '6 1 8000 8';

/**
 * The samples of a WAV file, 16-bit scale.
 *
 * @throws {Error} Not one channel of 8,000 Hz, in A-law or 16-bit linear PCM.
 */
export const readWav = (file: Buffer): Float32Array => {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    throw new Error('not a WAV file');
  let format = '';
  for (let at = 12; at + 8 <= file.length; ) {
    const chunk = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, at + 8 + length);
    if (chunk === 'fmt ')
      format = `${body.readUInt16LE(0)} ${body.readUInt16LE(2)} ${body.readUInt32LE(4)} ${body.readUInt16LE(14)}`;
    if (chunk === 'data') {
      if (format === aLaw) return decodeG711(pcmaType, body) as Float32Array;
      if (format === linear)
        return Float32Array.from({ length: body.length >> 1 }, (_, i) => body.readInt16LE(i * 2));
      throw new Error(`a WAV file of format, channels, rate, bits ${format}`);
    }
    at += 8 + length + (length & 1);
  }
  throw new Error('a WAV file without samples');
};
