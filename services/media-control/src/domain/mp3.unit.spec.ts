import assert from 'node:assert/strict';
import { readMp3 } from './mp3.ts';

/** 128 kbit/s, 44.1 kHz, mono, MPEG 1 layer III: 417 bytes, 1,152 samples. */
const HEADER = [0xff, 0xfb, 0x90, 0xc0];
const LENGTH = 417;
const FRAME_MS = (1_152 * 1_000) / 44_100;

const frame = (header = HEADER, length = LENGTH): Buffer =>
  Buffer.concat([Buffer.from(header), Buffer.alloc(length - header.length, 0x11)]);
const frames = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => frame()));

/** The frame of information of LAME. */
const information = (count: number): Buffer => {
  const first = frame();
  first.fill(0, 4);
  first.write('Info', 4 + 17, 'latin1');
  first.writeUInt32BE(1, 4 + 21);
  first.writeUInt32BE(count, 4 + 25);
  return first;
};

const id3 = (length: number): Buffer => {
  const tag = Buffer.alloc(10 + length, 0xff); // what it holds may look like frames
  Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, length >> 7, length & 0x7f]).copy(tag);
  return tag;
};
const tag = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 0x20)]);

describe('an MP3 file', () => {
  for (const [title, file] of [
    ['of frames alone', frames(10)],
    ['behind ID3v2', Buffer.concat([id3(200), frames(10)])],
    ['behind two of them', Buffer.concat([id3(200), id3(20), frames(10)])],
    ['behind padding', Buffer.concat([id3(20), Buffer.alloc(100), frames(10)])],
    ['before ID3v1', Buffer.concat([frames(10), tag])],
    ['before APE', Buffer.concat([frames(10), Buffer.from('APETAGEX....')])],
    ['before zeros', Buffer.concat([frames(10), Buffer.alloc(1_000)])],
    ['with information', Buffer.concat([information(10), frames(10)])],
  ] as const) {
    it(`${title} is whole`, () => {
      const { frames: count, durationMs, damage } = readMp3(file) ?? {};
      assert.deepEqual([count, durationMs, damage], [10, Math.round(10 * FRAME_MS), undefined]);
    });
  }

  for (const [title, header, length, ms] of [
    ['MPEG 1, 320 kbit/s, 48 kHz', [0xff, 0xfb, 0xe4, 0x00], 960, 24],
    ['MPEG 1, padded', [0xff, 0xfb, 0x92, 0xc0], 418, 26.122],
    ['MPEG 2, 64 kbit/s, 22.05 kHz', [0xff, 0xf3, 0x80, 0xc0], 208, 26.122],
    ['MPEG 2.5, 8 kbit/s, 8 kHz', [0xff, 0xe3, 0x18, 0xc0], 72, 72],
  ] as const) {
    it(`of ${title} is as long as its frames`, () => {
      const file = Buffer.concat(Array.from({ length: 50 }, () => frame([...header], length)));
      const { frames: count, durationMs = 0 } = readMp3(file) ?? {};
      assert.equal(count, 50);
      assert.ok(Math.abs(durationMs - 50 * ms) < 2, `${durationMs}`);
    });
  }

  it('says how many frames it should have', () => {
    assert.equal(readMp3(Buffer.concat([information(12), frames(10)]))?.declaredFrames, 12);
    assert.equal(readMp3(frames(10))?.declaredFrames, undefined);
  });

  it('is cut off in a frame, or in a header', () => {
    for (const bytes of [1, 200, LENGTH - 1, LENGTH - 3]) {
      const file = frames(10).subarray(0, 10 * LENGTH - bytes);
      assert.deepEqual(readMp3(file)?.damage, { what: 'cut', atMs: Math.round(9 * FRAME_MS) });
    }
  });

  it('has garbage within', () => {
    for (const garbage of [Buffer.alloc(50, 0x55), frame([0xff, 0xf3, 0x80, 0xc0], 208)]) {
      const file = Buffer.concat([frames(4), garbage, frames(4)]);
      assert.deepEqual(readMp3(file)?.damage, { what: 'garbage', atMs: Math.round(4 * FRAME_MS) });
    }
  });

  for (const [title, file] of [
    ['text', Buffer.from('ID3 or not'.repeat(100))],
    ['a single frame by accident', Buffer.concat([Buffer.from('x'), frame(), Buffer.from('and then text')])],
    ['layer II', Buffer.concat([frame([0xff, 0xfd, 0x90, 0xc0]), frame([0xff, 0xfd, 0x90, 0xc0])])],
    ['AAC', Buffer.concat([frame([0xff, 0xf1, 0x50, 0x80]), frame([0xff, 0xf1, 0x50, 0x80])])],
    ['nothing', Buffer.alloc(0)],
    ['a tag alone', id3(100)],
    ['a tag that ends behind the file', id3(100).subarray(0, 50)],
  ] as const) {
    it(`is not ${title}`, () => assert.equal(readMp3(file), undefined));
  }
});
