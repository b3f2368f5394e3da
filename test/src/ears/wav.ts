/**
 * The samples of a WAV file, 16-bit scale.
 *
 * @throws {Error} Not 16-bit linear PCM, one channel, 8,000 Hz, the format in which the stack keeps what it plays.
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
      if (format !== '1 1 8000 16') throw new Error(`a WAV file of format, channels, rate, bits ${format}`);
      return Float32Array.from({ length: body.length >> 1 }, (_, i) => body.readInt16LE(i * 2));
    }
    at += 8 + length + (length & 1);
  }
  throw new Error('a WAV file without samples');
};
