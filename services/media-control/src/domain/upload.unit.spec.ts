import assert from 'node:assert/strict';
import { checkDecoded, checkLoudness, checkUpload, undecodable } from './upload.ts';
import { writeALawWav } from './wav.ts';

const limits = { maxBytes: 100_000, minMs: 200, maxMs: 10_000 };
const refusal = (rest: RegExp) => ({ code: 'BAD_REQUEST', field: 'content', message: rest });

/** MPEG 1 layer III, 128 kbit/s, 44.1 kHz, mono: 417 bytes, 26 ms. */
const frame = (): Buffer => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0xc0]), Buffer.alloc(413, 0x11)]);
const frames = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, frame));
/** A frame that says how many there are. */
const information = (count: number): Buffer => {
  const first = frame().fill(0, 4);
  first.write('Xing', 21, 'latin1');
  first.writeUInt32BE(1, 25);
  first.writeUInt32BE(count, 29);
  return first;
};

describe('an uploaded file', () => {
  it('is told by its content', () => {
    assert.deepEqual(checkUpload(writeALawWav(Buffer.alloc(8_000)), limits), {
      format: 'wav',
      durationMs: 1_000,
    });
    assert.deepEqual(checkUpload(frames(40), limits), { format: 'mp3', durationMs: 1_045 });
  });

  for (const [title, length, durationMs] of [
    ['the shortest', 1_600, 200],
    ['the longest', 80_000, 10_000],
  ] as const) {
    it(`may be ${title}`, () => {
      assert.equal(checkUpload(writeALawWav(Buffer.alloc(length)), limits).durationMs, durationMs);
    });
  }

  for (const [title, file, message] of [
    ['too short', writeALawWav(Buffer.alloc(1_590)), /^content is "199 ms long": must last 200 ms at least$/],
    [
      'too long',
      writeALawWav(Buffer.alloc(80_010)),
      /^content is "10001 ms long": must last 10000 ms at most$/,
    ],
    ['too large', Buffer.alloc(100_001), /^content is "100001 bytes": must be 100000 bytes at most$/],
    ['empty', Buffer.alloc(0), /^content is "empty": must be a WAV or an MP3 file$/],
    [
      'an MP3 that lacks frames',
      Buffer.concat([information(45), frames(40)]),
      /"an MP3 file cut off: 40 of 45 frames are there"/,
    ],
    ['an MP3 cut in a frame', frames(40).subarray(0, -1), /"an MP3 file cut off at 1019 ms": must be whole$/],
    [
      'an MP3 with a hole',
      Buffer.concat([frames(20), Buffer.alloc(9, 1), frames(20)]),
      /"an MP3 file damaged at 522 ms"/,
    ],
  ] as const) {
    it(`is refused when it is ${title}`, () => {
      assert.throws(() => checkUpload(file, limits), refusal(message));
    });
  }

  it('may lack the one frame by which encoders differ', () => {
    assert.equal(checkUpload(Buffer.concat([information(41), frames(40)]), limits).durationMs, 1_045);
  });

  it('must be heard', () => {
    checkLoudness(0.011);
    assert.throws(() => checkLoudness(0), refusal(/"silent": must reach -40 dBFS$/));
    assert.throws(() => checkLoudness(0.0032), refusal(/-50 dBFS at its loudest": must reach -40 dBFS$/));
  });

  it('must decode, but for what decoders leave out at the ends', () => {
    checkDecoded({ format: 'mp3', durationMs: 1_000 }, 800);
    assert.throws(
      () => checkDecoded({ format: 'mp3', durationMs: 1_000 }, 799),
      refusal(/"damaged: of 1000 ms only 799 can be decoded": must be whole$/),
    );
    assert.equal(undecodable('no idea').message, 'content is "not to be decoded (no idea)": must be whole');
  });
});
