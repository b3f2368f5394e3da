import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@cordboard/messaging/testing/until';
import { espeak } from '../src/adapters/espeak.ts';
import { ProgramFailed, ProgramMissing, ProgramTooSlow, runProgram } from '../src/adapters/programs.ts';
import { speechFiles } from '../src/adapters/speech-files.ts';
import { failsWith } from './fails-with.ts';
import { hearings } from './hearing.ts';
import { heardBy, LISTEN_MS } from './listening.ts';
import type { RtpPhone } from './rtp-phone.ts';
import { MUSIC, PROMPT_MS, type Stand, startStand } from './stand.ts';
import { isSilent } from './tones.ts';

const LONG = 'The quick brown fox jumps over the lazy dog. '.repeat(11).trim();
const BLOCK_MS = 100;

describe('texts that are read out', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand();
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  /** Milliseconds of sound in what a phone has heard since then, to a tenth of a second. */
  const soundMs = (phone: RtpPhone, from: number): number => {
    let ms = 0;
    for (let at = from; at < performance.now() - BLOCK_MS; at += BLOCK_MS) {
      if (!isSilent(phone.samples(at, at + BLOCK_MS))) ms += BLOCK_MS;
    }
    return ms;
  };

  for (const [language, text] of [
    ['pl', 'Nikt nie odbiera, proszę zadzwonić później'],
    ['ru-RU', 'Никто не отвечает, перезвоните позже'],
    ['en', 'Nobody answers, please call again later'],
  ] as const) {
    it(`are heard once, in "${language}", for as long as the answer says`, async () => {
      const { mediaCall, a, b } = await stand.call();
      const { audio } = hearings(mediaCall);
      const { durationMs } = await stand.rpc.arrange({
        hearings: [hearings(mediaCall).text('A', text, { language }), audio('B', 'hold-music')],
      });
      const from = performance.now();
      assert.ok(durationMs > 1_000 && durationMs < 6_000, `${durationMs} ms`);
      await a.speak(durationMs + LISTEN_MS);
      const heard = soundMs(a, from);
      assert.ok(heard > durationMs * 0.6 && heard < durationMs + BLOCK_MS, `${heard} of ${durationMs} ms`);
      assert.deepEqual(await heardBy(a, b), [[], [MUSIC]]);
    });
  }

  it('differ by language and by text', async () => {
    const { mediaCall } = await stand.call();
    const { text } = hearings(mediaCall);
    const durations = [];
    for (const hearing of [text('A', '100', { language: 'pl' }), text('A', '100'), text('A', '100 000')]) {
      durations.push((await stand.rpc.arrange({ hearings: [hearing] })).durationMs);
    }
    assert.equal(new Set(durations).size, 3, `${durations}`);
  });

  it('do not keep the other waiting for his music', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { audio, text } = hearings(mediaCall);
    const talking = new Set([a.packets.at(-1)?.ssrc, b.packets.at(-1)?.ssrc]);
    const asked = performance.now();
    const music = a.next(({ ssrc }) => !talking.has(ssrc));
    const speech = b.next(({ ssrc }) => !talking.has(ssrc));
    await stand.rpc.arrange({ hearings: [text('B', LONG), audio('A', 'hold-music')] });
    const [musicMs, speechMs] = [(await music).at - asked, (await speech).at - asked];
    assert.ok(musicMs < 50 && musicMs < speechMs, `music after ${musicMs} ms, speech after ${speechMs} ms`);
    const from = await b.speak(LISTEN_MS);
    assert.ok(!isSilent(b.samples(from)));
    assert.deepEqual(await heardBy(a), [[MUSIC]]);
  });

  it('cut nobody short who talks by the time that they are ready', async () => {
    const { mediaCall, a, b } = await stand.call();
    const { audio, text, parties } = hearings(mediaCall);
    const late = stand.rpc.arrange({ hearings: [text('B', `${LONG} late`), audio('A', 'hold-music')] });
    await a.next(({ ssrc }) => ssrc !== a.packets[0]?.ssrc);
    await stand.rpc.arrange({ hearings: [parties('A', 'B'), parties('B', 'A')] });
    await late;
    assert.deepEqual(await heardBy(a, b), [[b.hz], [a.hz]]);
  });

  it('are made once, then played at once', async () => {
    const { mediaCall } = await stand.call();
    const { text } = hearings(mediaCall);
    const times: number[] = [];
    for (let round = 0; round < 4; round++) {
      const asked = performance.now();
      await stand.rpc.arrange({ hearings: [text('A', `${LONG} once`)] });
      times.push(performance.now() - asked);
    }
    const [first = 0, ...others] = times;
    assert.ok(Math.max(...others) < first / 2, `${times.map((ms) => Math.round(ms))} ms`);
  });

  it('count for the duration like any audio', async () => {
    const { mediaCall } = await stand.call();
    const { audio, text } = hearings(mediaCall);
    const { durationMs } = await stand.rpc.arrange({
      hearings: [audio('A', 'transfer', { repeat: false }), text('B', 'Yes', { repeat: true })],
    });
    assert.equal(durationMs, PROMPT_MS);
  });

  it('are refused with the reason', async () => {
    const { mediaCall } = await stand.call();
    const { text } = hearings(mediaCall);
    for (const [hearing, message] of [
      [
        text('A', 'Guten Tag', { language: 'de' }),
        /^hearings\[0\]\.audio\.language is "de": must be one of pl, ru, en$/,
      ],
      [
        text('A', 'x'.repeat(501)),
        /^hearings\[0\]\.audio\.text is "501 characters": must be 1 to 500 characters$/,
      ],
      [text('A', ' \n'), /must be 1 to 500 characters$/],
    ] as const) {
      await assert.rejects(
        stand.rpc.arrange({ hearings: [hearing] }),
        failsWith('INVALID_ARGUMENT', message),
      );
    }
  });

  it('are no options of a program, and no markup', async () => {
    const { mediaCall } = await stand.call();
    const { text } = hearings(mediaCall);
    for (const odd of ['--help', '-f /etc/passwd', '<break time="60s"/>', '$(reboot)']) {
      const { durationMs } = await stand.rpc.arrange({ hearings: [text('A', odd)] });
      assert.ok(durationMs > 300 && durationMs < 5_000, `${odd}: ${durationMs} ms`);
    }
  });
});

describe('the cache of spoken texts', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'speech-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const say = (text: string) => ({ text, language: 'en', voice: 'espeak-ng' });
  const synthesized = () => espeak(5_000).synthesize('one', 'en');
  const limits = { maxFiles: 2, maxBytes: 2 ** 20, timeoutMs: 5_000 };

  it('gives up what was not played for the longest time, and its file', async () => {
    const cache = await speechFiles(directory, limits);
    const wav = await synthesized();
    await cache.keep(say('a'), wav);
    await cache.keep(say('b'), wav);
    assert.ok(cache.find(say('a')));
    await cache.keep(say('c'), wav);
    assert.deepEqual(
      ['a', 'b', 'c'].filter((text) => cache.find(say(text))),
      ['a', 'c'],
    );
    await until('the file is gone', async () => (await readdir(directory)).length === 2);
  });

  it('is bound by bytes too', async () => {
    const cache = await speechFiles(directory, { ...limits, maxFiles: 100, maxBytes: 2 ** 14 });
    const wav = await synthesized();
    for (const text of 'abcdefgh') await cache.keep(say(text), wav);
    await until('files are gone', async () => (await readdir(directory)).length < 8);
    assert.equal(cache.find(say('a')), undefined);
    assert.ok(cache.find(say('h')));
  });

  it('outlives the process', async () => {
    const { durationMs } = await (await speechFiles(directory, limits)).keep(say('a'), await synthesized());
    assert.equal((await speechFiles(directory, limits)).find(say('a'))?.durationMs, durationMs);
  });
});

describe('a program beside the service', () => {
  it('is ended when it takes too long', async () => {
    const started = performance.now();
    await assert.rejects(runProgram('sleep', ['30'], '', 100), ProgramTooSlow);
    assert.ok(performance.now() - started < 5_000);
  });

  it('is said to be missing', async () => {
    await assert.rejects(runProgram('no-such-program', [], '', 1_000), ProgramMissing);
  });

  it('is quoted when it fails', async () => {
    await assert.rejects(runProgram('sh', ['-c', 'echo no >&2; exit 3'], '', 5_000), (error) => {
      assert.ok(error instanceof ProgramFailed);
      assert.equal(error.message, 'sh: no');
      return true;
    });
  });
});
