import assert from 'node:assert/strict';
import { hearings } from './hearing.ts';
import { digitsBetween, heardBy, longestGap } from './listening.ts';
import { openLeg } from './open-leg.ts';
import { MUSIC, PROMPT, PROMPT_MS, RINGBACK, type Stand, startStand } from './stand.ts';

describe('arranging who hears what', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand();
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  it('plays music to one and a prompt to the other, and lets nothing pass between them', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { audio } = hearings(mediaCall);
    assert.deepEqual(await heardBy(a, b), [[b.hz], [a.hz]]);

    const { durationMs } = await stand.rpc.arrange({
      hearings: [audio('A', 'hold-music'), audio('B', 'transfer', { repeat: false, language: 'pl' })],
    });

    assert.equal(durationMs, PROMPT_MS);
    assert.deepEqual(await heardBy(a, b), [[MUSIC], [PROMPT]]);
    assert.deepEqual(await digitsBetween(a, b), ['', '']);
    assert.deepEqual(stand.reportedDigits().sort(), ['A:1', 'B:2']);
    await b.speak(PROMPT_MS);
    assert.deepEqual(await heardBy(a, b), [[MUSIC], []]);
    assert.deepEqual(await digitsBetween(a, b), ['', '']);
    assert.deepEqual(stand.reportedDigits().sort(), ['A:1', 'B:2']);
  });

  it('begins to play within milliseconds', async () => {
    const { mediaCall, a } = await stand.call();
    const { audio, parties } = hearings(mediaCall);
    const starts: number[] = [];
    for (let round = 0; round < 10; round++) {
      const asked = performance.now();
      const first = a.next(({ ssrc, at }) => at > asked && ssrc !== talking);
      const talking = a.packets.at(-1)?.ssrc;
      await stand.rpc.arrange({ hearings: [audio('A', 'hold-music'), audio('B', 'ringback')] });
      starts.push((await first).at - asked);
      await stand.rpc.arrange({ hearings: [parties('A', 'B'), parties('B', 'A')] });
      await a.next(({ ssrc }) => ssrc === talking);
    }
    const median = starts.sort((x, y) => x - y)[5] ?? 0;
    assert.ok(median < 10, `the median of ${starts.map((ms) => ms.toFixed(1))} ms`);
  });

  it('lets both talk and press digits again after a hold', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { audio, parties } = hearings(mediaCall);
    await stand.rpc.arrange({ hearings: [audio('A', 'hold-music'), audio('B', 'hold-music')] });
    await stand.rpc.arrange({ hearings: [parties('A', 'B'), parties('B', 'A')] });
    assert.deepEqual(await heardBy(a, b), [[b.hz], [a.hz]]);
    assert.deepEqual(await digitsBetween(a, b), ['2', '1']);
  });

  it('leaves the same picture when it is told twice', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { audio, parties } = hearings(mediaCall);
    for (const _ of [1, 2]) {
      await stand.rpc.arrange({ hearings: [audio('A', 'hold-music'), audio('B', 'ringback')] });
    }
    assert.deepEqual(await heardBy(a, b), [[MUSIC], [RINGBACK]]);
    for (const _ of [1, 2]) await stand.rpc.arrange({ hearings: [parties('A', 'B'), parties('B', 'A')] });
    assert.deepEqual(await heardBy(a, b), [[b.hz], [a.hz]]);
  });

  it('repeats what is to be repeated, and plays the rest once', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { audio } = hearings(mediaCall);
    const { durationMs } = await stand.rpc.arrange({
      hearings: [audio('A', 'transfer', { repeat: true }), audio('B', 'transfer', { repeat: false })],
    });
    assert.equal(durationMs, PROMPT_MS);
    await a.speak(PROMPT_MS);
    assert.deepEqual(await heardBy(a, b), [[PROMPT], []]);
  });

  it('silences a party that is named alone, and nobody else', async () => {
    const { mediaCall, a, b } = await stand.call();
    await stand.rpc.arrange({ hearings: [hearings(mediaCall).silence('A')] });
    assert.deepEqual(await heardBy(b, a), [[a.hz], []]);
    assert.deepEqual(await digitsBetween(a, b), ['', '1']);
    assert.deepEqual(stand.reportedDigits().sort(), ['A:1', 'B:2']);
  });

  it('keeps the other out after a prompt to a party that is named alone', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { audio } = hearings(mediaCall);
    await stand.rpc.arrange({ hearings: [audio('A', 'transfer', { repeat: false })] });
    assert.deepEqual(await heardBy(b, a), [[a.hz], [PROMPT]]);
    await b.speak(PROMPT_MS);
    assert.deepEqual(await heardBy(b, a), [[a.hz], []]);
  });

  it('takes a call through a whole attended transfer', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { audio, parties, silence } = hearings(mediaCall);
    await stand.rpc.arrange({
      hearings: [audio('B', 'transfer', { repeat: false }), audio('A', 'hold-music')],
    });
    await stand.rpc.arrange({ hearings: [audio('B', 'ringback')] });
    assert.deepEqual(await heardBy(a, b), [[MUSIC], [RINGBACK]]);

    const x = await openLeg(stand, mediaCall);
    await stand.rpc.arrange({ hearings: [parties('B', 'X'), silence('X')] });
    assert.deepEqual(await heardBy(a, b, x), [[MUSIC], [x.hz], []], 'early media');

    await stand.rpc.arrange({ hearings: [parties('B', 'X'), parties('X', 'B')] });
    assert.deepEqual(await heardBy(a, b, x), [[MUSIC], [x.hz], [b.hz]], 'consultation');
    const consulted = a.packets.length;
    assert.deepEqual(await digitsBetween(b, x), ['2', '1']);
    assert.ok(
      a.packets.slice(consulted).every(({ payloadType }) => payloadType === 8),
      'the transferee got digits',
    );

    const from = performance.now();
    await stand.rpc.arrange({ hearings: [parties('A', 'X'), parties('X', 'A')] });
    assert.deepEqual(await heardBy(a, x, b), [[x.hz], [a.hz], []], 'completed');
    assert.ok(longestGap(a, from - 100) < 100, `${longestGap(a, from - 100)} ms without a packet`);

    await stand.rpc.removeParty({ party: { mediaCall, tag: 'B' } });
    assert.deepEqual(await heardBy(a, x, b), [[x.hz], [a.hz], []]);
    assert.deepEqual(await digitsBetween(a, x), ['2', '1']);
  });

  it('takes a call through a whole attended transfer in fewest commands, told what need not be looked at or undone', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { audio, parties, silence, fresh } = hearings(mediaCall);
    const before = await stand.commands();
    await stand.rpc.arrange({
      hearings: [audio('B', 'transfer', { repeat: false }), audio('A', 'hold-music')],
    });
    await stand.rpc.arrange({ hearings: [silence('B')], held: true });
    assert.deepEqual(await heardBy(a, b), [[MUSIC], []]);
    assert.deepEqual(await digitsBetween(a, b), ['', '']);
    assert.deepEqual(stand.reportedDigits().sort(), ['A:1', 'B:2']);

    const x = await openLeg(stand, mediaCall, { isNew: true });
    await stand.rpc.arrange({ hearings: [audio('B', 'ringback')], held: true });
    assert.deepEqual(await heardBy(a, b), [[MUSIC], [RINGBACK]]);

    await stand.rpc.arrange({ hearings: [parties('B', 'X'), fresh(parties('X', 'B'))] });
    assert.deepEqual(await heardBy(a, b, x), [[MUSIC], [x.hz], [b.hz]], 'consultation');
    assert.deepEqual(await digitsBetween(b, x), ['2', '1']);

    await stand.rpc.removeParty({ party: { mediaCall, tag: 'B' }, isLast: false });
    const from = performance.now();
    await stand.rpc.arrange({ hearings: [parties('A', 'X'), fresh(parties('X', 'A'))] });
    assert.deepEqual(await heardBy(a, x, b), [[x.hz], [a.hz], []], 'completed');
    assert.ok(longestGap(a, from - 100) < 100, `${longestGap(a, from - 100)} ms without a packet`);
    assert.deepEqual(await digitsBetween(a, x), ['2', '1']);

    await stand.rpc.removeParty({ party: { mediaCall, tag: 'A' }, isLast: true });
    assert.deepEqual(await stand.rtpengine.list(), []);
    assert.equal((await stand.commands()) - before, 21);
  });

  it('lets two talk after early media, told that the one who answers is fresh', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { audio, parties, silence, fresh } = hearings(mediaCall);
    await stand.rpc.arrange({ hearings: [audio('A', 'hold-music'), audio('B', 'ringback')] });
    const x = await openLeg(stand, mediaCall, { isNew: true });
    await stand.rpc.arrange({ hearings: [parties('B', 'X'), fresh(silence('X'))] });
    assert.deepEqual(await heardBy(a, b, x), [[MUSIC], [x.hz], []]);
    await stand.rpc.arrange({ hearings: [parties('B', 'X'), fresh(parties('X', 'B'))] });
    assert.deepEqual(await heardBy(a, b, x), [[MUSIC], [x.hz], [b.hz]]);
    assert.deepEqual(await digitsBetween(b, x), ['2', '1']);
  });

  it('returns to the transferee', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { audio, parties } = hearings(mediaCall);
    await stand.rpc.arrange({ hearings: [audio('A', 'hold-music'), audio('B', 'ringback')] });
    const x = await openLeg(stand, mediaCall);
    await stand.rpc.arrange({ hearings: [parties('B', 'X'), parties('X', 'B')] });
    await stand.rpc.arrange({ hearings: [parties('A', 'B'), parties('B', 'A')] });
    assert.deepEqual(await heardBy(a, b, x), [[b.hz], [a.hz], []]);
    assert.deepEqual(await digitsBetween(a, b), ['2', '1']);
  });

  it('transcodes where the two speak different codecs', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { parties } = hearings(mediaCall);
    const x = await openLeg(stand, mediaCall, { law: 'PCMU' });
    await stand.rpc.arrange({ hearings: [parties('A', 'X'), parties('X', 'A')] });
    assert.deepEqual(await heardBy(a, x, b), [[x.hz], [a.hz], []]);
    assert.deepEqual([a.packets.at(-1)?.payloadType, x.packets.at(-1)?.payloadType], [8, 0]);
  });
});
