import assert from 'node:assert/strict';
import { type Content, HELD, TAPPED, telephoneEvent } from './telephone-event.ts';

const isEnd = ({ payload }: Content): boolean => ((payload[1] as number) & 0x80) !== 0;
const duration = ({ payload }: Content): number => payload.readUInt16BE(2);

describe('a key press in RTP', () => {
  const held = [...telephoneEvent('*', HELD)];

  it('names the key in every packet, and marks the first alone', () => {
    const packets = held.flat();
    assert.deepEqual(new Set(packets.map(({ payload }) => payload[0])), new Set([10]));
    assert.deepEqual(
      packets.map(({ marker }) => marker),
      packets.map((_, index) => index === 0),
    );
  });

  it('grows by 20 ms an interval and keeps its time stamp', () => {
    assert.deepEqual(
      held.map(([first]) => first && duration(first)),
      [160, 320, 480, 640, 800, 960],
    );
    for (const [interval, packets] of held.entries())
      for (const { timestampOffset } of packets) assert.equal(timestampOffset + interval * 160, 0);
  });

  it('ends three times, when it is let go', () => {
    assert.deepEqual(
      held.map((packets) => packets.filter(isEnd).length),
      [0, 0, 0, 0, 0, 3],
    );
    assert.ok(held.at(-1)?.every((packet) => duration(packet) === 960));
  });

  it('is over in its first interval where it is tapped', () => {
    const tapped = [...telephoneEvent('#', TAPPED)];
    assert.deepEqual(
      tapped.map((packets) => packets.map(isEnd)),
      [[false, true, true, true]],
    );
  });
});
