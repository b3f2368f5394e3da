import assert from 'node:assert/strict';
import { isWav, readWav, samplesToMs, writeALawWav } from './wav.ts';

const chunk = (id: string, body: Buffer, declared = body.length): Buffer => {
  const header = Buffer.alloc(8);
  header.write(id, 0, 'latin1');
  header.writeUInt32LE(declared, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)]);
};

const format = ({ tag = 1, channels = 1, rate = 8_000, bits = 16, extra = Buffer.alloc(0) } = {}): Buffer => {
  const body = Buffer.alloc(16);
  const blockBytes = (channels * bits) / 8;
  body.writeUInt16LE(tag, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(rate, 4);
  body.writeUInt32LE(rate * blockBytes, 8);
  body.writeUInt16LE(blockBytes, 12);
  body.writeUInt16LE(bits, 14);
  return chunk('fmt ', Buffer.concat([body, extra]));
};

const wav = (...chunks: Buffer[]): Buffer => {
  const body = Buffer.concat(chunks);
  const header = Buffer.alloc(12);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(body.length + 4, 4);
  header.write('WAVE', 8, 'latin1');
  return Buffer.concat([header, body]);
};

describe('a WAV file', () => {
  it('is known by its beginning', () => {
    assert.equal(isWav(wav()), true);
    assert.equal(isWav(Buffer.from('RIFF....AVI ')), false);
    assert.equal(isWav(Buffer.from('RIFF')), false);
  });

  it('says what is in it, whatever chunks come before', () => {
    const file = wav(
      chunk('LIST', Buffer.from('odd')),
      format({ channels: 2 }),
      chunk('data', Buffer.alloc(3_200)),
    );
    assert.deepEqual(readWav(file), {
      formatTag: 1,
      codec: 'PCM',
      channels: 2,
      rate: 8_000,
      bitsPerSample: 16,
      declaredBytes: 3_200,
      presentBytes: 3_200,
      durationMs: 100,
    });
  });

  it('may name its codec in the extension', () => {
    const extra = Buffer.from([
      22, 0, 24, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113,
    ]);
    const file = wav(format({ tag: 0xfffe, bits: 24, extra }), chunk('data', Buffer.alloc(6)));
    assert.equal(readWav(file)?.codec, 'PCM');
  });

  it('tells how much of it is there', () => {
    const { declaredBytes, presentBytes } = readWav(wav(format(), chunk('data', Buffer.alloc(8), 16))) ?? {};
    assert.deepEqual([declaredBytes, presentBytes], [16, 8]);
  });

  it('of unknown length, as through a pipe, is as long as it is', () => {
    for (const length of [0x7fff_f000, 0xffff_ffff]) {
      const { declaredBytes, presentBytes } =
        readWav(wav(format(), chunk('data', Buffer.alloc(8), length))) ?? {};
      assert.deepEqual([declaredBytes, presentBytes], [8, 8]);
    }
  });

  for (const [title, file] of [
    ['without a format', wav(chunk('data', Buffer.alloc(8)))],
    ['without audio', wav(format())],
    ['with half a format', wav(chunk('fmt ', Buffer.alloc(8)), chunk('data', Buffer.alloc(8)))],
    ['that ends at once', wav()],
  ] as const) {
    it(`${title} has nothing to say`, () => assert.equal(readWav(file), undefined));
  }

  it('is read as it was written', () => {
    for (const samples of [1_600, 1_601]) {
      const { codec, rate, channels, declaredBytes, durationMs } =
        readWav(writeALawWav(Buffer.alloc(samples))) ?? {};
      assert.deepEqual(
        [codec, rate, channels, declaredBytes, durationMs],
        ['A-law', 8_000, 1, samples, samplesToMs(samples)],
      );
    }
  });
});
