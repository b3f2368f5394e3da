import assert from 'node:assert/strict';
import { telephoneEvent } from './telephone-event.ts';

describe('a key press in RTP', () => {
  const packets = [...telephoneEvent('*')];

  it('names the key in every packet, and marks the first', () => {
    assert.deepEqual(new Set(packets.map(({ payload }) => payload[0])), new Set([10]));
    assert.deepEqual(packets.map(({ marker }) => marker).indexOf(true), 0);
    assert.equal(packets.filter(({ marker }) => marker).length, 1);
  });

  it('grows by 20 ms a packet, keeps its time stamp, and ends three times', () => {
    const durations = packets.map(({ payload }) => payload.readUInt16BE(2));
    assert.deepEqual(durations, [160, 320, 480, 640, 800, 800, 800, 800]);
    assert.deepEqual(
      packets.map(({ timestampOffset }, index) => timestampOffset + index * 160),
      new Array(8).fill(0),
    );
    assert.deepEqual(
      packets.map(({ payload }) => ((payload[1] as number) & 0x80) !== 0),
      [false, false, false, false, false, true, true, true],
    );
  });
});
