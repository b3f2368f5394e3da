import assert from 'node:assert/strict';
import { hearings } from './hearing.ts';
import type { RtpPhone } from './rtp-phone.ts';
import { ALL, MUSIC, PROMPT, PROMPT_MS, RINGBACK, type Stand, startStand } from './stand.ts';

/** Packets that were under way at the switch are over by then. */
const SETTLE_MS = 60;
const LISTEN_MS = 300;

describe('arranging who hears what', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand();
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  /** Each phone listens; what it hears, in the order of the phones. */
  const heardBy = async (...phones: RtpPhone[]): Promise<number[][]> => {
    const [clock] = phones;
    await clock?.speak(SETTLE_MS);
    const from = await clock?.speak(LISTEN_MS);
    return phones.map((phone) => phone.hears(ALL, from ?? 0));
  };

  /** Both press a digit. @returns what each receives. */
  const digitsBetween = async (a: RtpPhone, b: RtpPhone): Promise<[string, string]> => {
    const from = performance.now();
    a.press('1');
    b.press('2');
    await a.speak(LISTEN_MS);
    return [a.digits(from), b.digits(from)];
  };

  /** A leg of our own, as call-control opens one. */
  const legX = async (
    mediaCall: string,
    { law = 'PCMA', isNew }: { law?: 'PCMA' | 'PCMU'; isNew?: boolean } = {},
  ): Promise<RtpPhone> => {
    const x = await stand.phone({ hz: 900, law });
    const party = { mediaCall, tag: 'X' };
    const { sdp } = await stand.rpc.createOffer({ party, isNew });
    const events = Number(/a=rtpmap:(\d+) telephone-event/.exec(sdp)?.[1]);
    await stand.rpc.acceptAnswer({ party, sdp: x.sdp({ events }) });
    x.talkTo(sdp);
    return x;
  };

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

    const x = await legX(mediaCall);
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

    const x = await legX(mediaCall, { isNew: true });
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
    const x = await legX(mediaCall, { isNew: true });
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
    const x = await legX(mediaCall);
    await stand.rpc.arrange({ hearings: [parties('B', 'X'), parties('X', 'B')] });
    await stand.rpc.arrange({ hearings: [parties('A', 'B'), parties('B', 'A')] });
    assert.deepEqual(await heardBy(a, b, x), [[b.hz], [a.hz], []]);
    assert.deepEqual(await digitsBetween(a, b), ['2', '1']);
  });

  it('mixes three, and goes back to two', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { audio, parties } = hearings(mediaCall);
    await stand.rpc.arrange({ hearings: [audio('A', 'hold-music'), audio('B', 'ringback')] });
    const x = await legX(mediaCall);
    await stand.rpc.arrange({ hearings: [parties('B', 'X'), parties('X', 'B')] });

    await stand.rpc.arrange({
      hearings: [parties('A', 'B', 'X'), parties('B', 'A', 'X'), parties('X', 'A', 'B')],
    });
    assert.deepEqual(await heardBy(a, b, x), [
      [b.hz, x.hz],
      [a.hz, x.hz],
      [a.hz, b.hz],
    ]);

    await stand.rpc.arrange({ hearings: [parties('B', 'X'), parties('X', 'B'), audio('A', 'hold-music')] });
    assert.deepEqual(await heardBy(a, b, x), [[MUSIC], [x.hz], [b.hz]]);
    assert.deepEqual(await digitsBetween(b, x), ['2', '1']);
  });

  it('transcodes where the two speak different codecs', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { parties } = hearings(mediaCall);
    const x = await legX(mediaCall, { law: 'PCMU' });
    await stand.rpc.arrange({ hearings: [parties('A', 'X'), parties('X', 'A')] });
    assert.deepEqual(await heardBy(a, x, b), [[x.hz], [a.hz], []]);
    assert.deepEqual([a.packets.at(-1)?.payloadType, x.packets.at(-1)?.payloadType], [8, 0]);
  });

  it('joins parties of two media calls', async () => {
    const one = await stand.call();
    const other = await stand.call(['C', 'D']);
    const ends = [
      { mediaCall: one.mediaCall, tag: 'A' },
      { mediaCall: other.mediaCall, tag: 'D' },
    ];
    await stand.rpc.arrange({
      hearings: ends.map((party, index) => ({
        party,
        source: { $case: 'parties' as const, value: { parties: [ends[1 - index] ?? party] } },
      })),
    });
    assert.deepEqual(await heardBy(one.a, other.b, one.b, other.a), [[700], [500], [], []]);
  });
});

/** Milliseconds between two packets that came one after the other. */
const longestGap = ({ packets }: RtpPhone, from: number): number => {
  const arrivals = packets.map(({ at }) => at).filter((at) => at >= from);
  return Math.max(0, ...arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at)));
};
