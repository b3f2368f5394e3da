import assert from 'node:assert/strict';
import { speakerOf, voiceOf } from './speaker.ts';

describe('who speaks in a packet', () => {
  it('is known by the octet that only this party says', () => {
    for (const party of ['transferee', 'transferor', 'target'] as const)
      assert.equal(speakerOf(8, voiceOf(party, 160)), party);
  });

  it('is the network for anything else, even if it begins like a party', () => {
    const music = voiceOf('target', 160);
    music[159] = 0x34;
    assert.equal(speakerOf(8, music), 'network');
    assert.equal(speakerOf(8, Buffer.alloc(160, 0xd5)), 'network');
  });

  it('is nobody in an event packet', () => {
    assert.equal(speakerOf(101, Buffer.from([10, 10, 0, 160])), undefined);
  });
});
