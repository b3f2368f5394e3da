import assert from 'node:assert/strict';
import { Ear } from './ear.ts';
import { Library } from './library.ts';
import { busy, dialTone, music, ringback, silence, together, tone, unknown } from './sounds.ts';
import { babble, inTurn, mixed, packets, sine, tune } from './synthesis.ts';
import { timeline } from './timeline.ts';

const start = 1_000_000;
const holdMusic = tune(20_000, 1);
const greeting = babble(3_000, 2);
const library = new Library([
  [music, holdMusic],
  ['prompt:en/transfer', greeting],
]);

const listenTo = (sound: Float32Array) => {
  const ear = new Ear('101', library);
  for (const packet of packets(sound, start)) ear.receive(packet);
  const length = Math.floor(sound.length / 160) * 20;
  return ear
    .hears(start, start + length)
    .map(({ sound, from, to }) => ({ sound, from: from - start, to: to - start }));
};
const quiet = (ms: number) => new Float32Array(ms * 8);

describe('the ear', () => {
  for (const hz of [500, 1_000, 2_000])
    it(`knows the tone of ${hz} Hz, loud and soft`, () => {
      const heard = listenTo(inTurn(sine(hz, 400, 16_000), sine(hz, 400, 300)));
      assert.deepEqual(heard, [{ sound: tone(hz), from: 0, to: 800 }]);
    });

  it('knows two and three tones together', () => {
    const two = mixed(sine(500, 300), sine(600, 300));
    const three = mixed(sine(500, 300, 5_000), sine(700, 300, 7_000), sine(1_900, 300, 6_000));
    assert.deepEqual(
      listenTo(inTurn(two, three)).map(({ sound }) => sound),
      [together(tone(500), tone(600)), together(tone(500), tone(700), tone(1_900))],
    );
  });

  it('tells the time of a switch to the packet', () => {
    const heard = listenTo(inTurn(sine(500, 400), holdMusic.subarray(0, 8_000), sine(700, 300)));
    assert.deepEqual(heard, [
      { sound: tone(500), from: 0, to: 400 },
      { sound: music, from: 400, to: 1_400 },
      { sound: tone(700), from: 1_400, to: 1_700 },
    ]);
  });

  it('finds the music wherever it begins, and follows it over its end', () => {
    const heard = listenTo(inTurn(holdMusic.subarray(130_000), holdMusic.subarray(0, 16_000)));
    assert.deepEqual(new Set(heard.map(({ sound }) => sound)), new Set([music]));
  });

  it('knows a prompt by name, its pauses included', () => {
    const heard = listenTo(inTurn(greeting, quiet(400)));
    assert.equal(heard[0]?.sound, 'prompt:en/transfer');
    assert.equal(heard.at(-1)?.sound, silence);
    assert.ok(
      heard.every(({ sound }) => sound !== unknown),
      JSON.stringify(heard),
    );
  });

  it('hears a tone that leaks into the music', () => {
    const leak = mixed(holdMusic.subarray(24_000, 26_400), sine(700, 300, 4_000));
    const heard = listenTo(
      inTurn(holdMusic.subarray(16_000, 24_000), leak, holdMusic.subarray(26_400, 32_000)),
    );
    assert.ok(
      heard.some(({ sound, from, to }) => sound === together(tone(700), music) && to - from >= 200),
      JSON.stringify(heard),
    );
  });

  it('calls no other tune and no other speech music or a tone', () => {
    const foreign = Array.from({ length: 4 }, (_, i) => inTurn(tune(3_000, 100 + i), babble(3_000, 200 + i)));
    const heard = foreign.flatMap(listenTo);
    const allowed = new Set([unknown, silence]);
    const wrong = heard.filter(({ sound, from, to }) => !allowed.has(sound) && to - from >= 100);
    assert.deepEqual(wrong, []);
  });

  it('never mistakes the music for a phone or the reverse', () => {
    for (let offset = 0; offset + 8_000 <= holdMusic.length; offset += 7_777) {
      const heard = listenTo(inTurn(holdMusic.subarray(offset, offset + 8_000), sine(900, 200)));
      assert.deepEqual(
        heard.map(({ sound }) => sound),
        [music, tone(900)],
        `at ${offset}`,
      );
    }
  });
});

describe('call progress tones', () => {
  const burst = (ms: number) => sine(425, ms);

  it('are told apart by their cadence', () => {
    assert.deepEqual(listenTo(burst(2_000)), [{ sound: dialTone, from: 0, to: 2_000 }]);
    const ringing = inTurn(burst(1_000), quiet(4_000), burst(1_000), quiet(100));
    assert.deepEqual(listenTo(ringing), [{ sound: ringback, from: 0, to: 6_100 }]);
    const engaged = inTurn(burst(500), quiet(500), burst(500), quiet(500));
    assert.deepEqual(listenTo(engaged), [{ sound: busy, from: 0, to: 2_000 }]);
  });

  it('are not named before they can be', () => {
    assert.deepEqual(listenTo(burst(700)), [{ sound: tone(425), from: 0, to: 700 }]);
  });
});

describe('a hole in the stream', () => {
  it('is silence from the last packet on', () => {
    const ear = new Ear('101', library);
    for (const packet of packets(sine(500, 200), start)) ear.receive(packet);
    for (const packet of packets(sine(600, 200), start + 500, 2)) ear.receive(packet);
    assert.deepEqual(ear.hears(start, start + 800), [
      { sound: tone(500), from: start, to: start + 200 },
      { sound: silence, from: start + 200, to: start + 500 },
      { sound: tone(600), from: start + 500, to: start + 700 },
      { sound: silence, from: start + 700, to: start + 800 },
    ]);
  });

  it('is silence for who never received anything', () => {
    assert.deepEqual(new Ear('101', library).hears(0, 100), [{ sound: silence, from: 0, to: 100 }]);
  });
});

describe('what was heard from a time on', () => {
  it('has nothing of the sound that a packet of just then cut short', () => {
    const heard = [
      { at: start - 10, lasts: 20, sound: 'before' },
      { at: start, lasts: 20, sound: 'after' },
      { at: start + 20, lasts: 20, sound: 'after' },
    ];
    assert.deepEqual(timeline(heard, start, start + 40), [{ sound: 'after', from: start, to: start + 40 }]);
  });
});

describe('waiting to hear', () => {
  it('says what was heard instead', async () => {
    const ear = new Ear('101', library);
    await assert.rejects(
      ear.waitToHear(music, { withinMs: 50 }),
      /101 should hear music within 50 ms.*silence/s,
    );
  });
});
