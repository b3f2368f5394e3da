import assert from 'node:assert/strict';
import { NatsServer } from '@cordboard/messaging/testing';
import { until } from '@cordboard/messaging/testing/until';
import { isRpcError } from '@cordboard/service';
import { failsWith } from './fails-with.ts';
import { hearings } from './hearing.ts';
import { heardBy, LISTEN_MS } from './listening.ts';
import { LIMITS, PER_DOMAIN, startReplica } from './replica.ts';
import type { RtpPhone } from './rtp-phone.ts';
import { tone } from './samples.ts';
import { MUSIC, OTHER, OWN, PROMPT, type Stand, startStand } from './stand.ts';

const DOMAIN = 'demo.test';
const WAV = '-t wav -r 8000 -c 1 -b 16';
/** What an MP3 encoder may put before and behind. */
const PADDING_MS = 150;

describe('recordings of a tenant', () => {
  let nats: NatsServer;
  let stand: Stand;
  before(async () => {
    nats = await NatsServer.start();
    stand = await startStand({ nats: nats.address });
    await stand.replica.connected();
  });
  after(async () => {
    await stand.stop();
    await nats.stop();
  });
  afterEach(async () => {
    await stand.clear();
    for (const domain of [DOMAIN, 'other.test']) {
      const { recordings } = await stand.rpc.listRecordings({ domain });
      for (const { name } of recordings) await stand.rpc.deleteRecording({ domain, name });
    }
  });

  const upload = async (content: Buffer, name = 'hold-music', domain = DOMAIN) => {
    const { recording } = await stand.rpc.uploadRecording({ domain, name, content });
    assert.ok(recording);
    return recording;
  };

  const play = async (name: string, domain = DOMAIN): Promise<RtpPhone> => {
    const { mediaCall, a } = await stand.call();
    const { audio } = hearings(mediaCall);
    await stand.rpc.arrange({ hearings: [audio('A', name, { domain }), audio('B', 'ringback')] });
    return a;
  };

  describe('are taken', () => {
    for (const format of [
      '-t wav -r 8000 -c 1 -b 16',
      '-t wav -r 44100 -c 2 -b 16',
      '-t wav -r 48000 -c 2 -b 24',
      '-t wav -r 11025 -c 1 -e unsigned -b 8',
      '-t wav -r 8000 -c 1 -e a-law',
      '-t wav -r 16000 -c 2 -e u-law',
      '-t mp3 -r 44100 -c 2',
      '-t mp3 -r 48000 -c 1 -C 64',
      '-t mp3 -r 22050 -c 1',
      '-t mp3 -r 8000 -c 1',
    ]) {
      it(`as ${format}, and heard as they are`, async () => {
        const before = Date.now();
        const { domain, name, durationMs, uploadedAtMs } = await upload(await tone(OWN, 1.5, format));
        assert.deepEqual([domain, name], [DOMAIN, 'hold-music']);
        assert.ok(Math.abs(durationMs - 1_500) <= PADDING_MS, `${durationMs} ms`);
        assert.ok(uploadedAtMs >= before && uploadedAtMs <= Date.now());
        const phone = await play('hold-music');
        assert.deepEqual(await heardBy(phone), [[OWN]]);
      });
    }

    it('all equally loud', async () => {
      const loudness: number[] = [];
      for (const gain of ['gain -36', 'gain -1']) {
        await upload(await tone(OWN, 1, WAV, gain));
        const phone = await play('hold-music');
        const from = await phone.speak(LISTEN_MS);
        loudness.push(Math.max(...phone.samples(from + LISTEN_MS / 3)));
        await stand.clear();
      }
      const [quiet = 0, loud = 0] = loudness;
      assert.ok(Math.abs(20 * Math.log10(quiet / loud)) < 1, `${loudness}`);
      assert.ok(Math.abs(20 * Math.log10(loud / 32_768) + 6) < 1, `${loud}`);
    });
  });

  describe('are refused with the reason:', () => {
    const cut = (file: Buffer, bytes: number): Buffer => file.subarray(0, file.length - bytes);
    const spoilt = (file: Buffer): Buffer => {
      const bytes = Buffer.from(file);
      bytes.fill(0x55, file.length / 2, file.length / 2 + 2_000);
      return bytes;
    };
    const constant = (file: Buffer): Buffer =>
      Buffer.concat([file.subarray(0, 44), Buffer.from(new Int16Array(8_000).fill(8_000).buffer)]);
    const cases: [string, () => Promise<Buffer> | Buffer, RegExp][] = [
      ['nothing', () => Buffer.alloc(0), /^content is "empty": must be a WAV or an MP3 file$/],
      [
        'text',
        () => Buffer.from('hold-music.mp3'),
        /"a file that begins with 68 6f 6c 64": must be a WAV or/,
      ],
      ['Ogg', () => Buffer.from('OggS'.padEnd(5_000, 'x')), /must be a WAV or an MP3 file$/],
      [
        'ADPCM',
        () => tone(OWN, 1, '-t wav -r 8000 -c 1 -e ima-adpcm'),
        /codec 17.*must be PCM of 8, 16 or 24/,
      ],
      ['PCM of 32 bits', () => tone(OWN, 1, '-t wav -r 8000 -c 1 -b 32'), /PCM, 32 bits": must be PCM of 8/],
      [
        'five channels',
        () => tone(OWN, 1, '-t wav -r 8000 -c 5 -b 16'),
        /5 channels": must be mono or stereo/,
      ],
      [
        'too much',
        () => Buffer.alloc(LIMITS.maxBytes + 1),
        /"10485761 bytes": must be 10485760 bytes at most/,
      ],
      ['too long', () => tone(OWN, 10.5, WAV), /"10500 ms long": must last 10000 ms at most/],
      ['a long MP3', () => tone(OWN, 11, '-t mp3 -r 44100 -c 1'), /must last 10000 ms at most/],
      ['too short', () => tone(OWN, 0.1, WAV), /"100 ms long": must last 200 ms at least/],
      ['silence', () => tone(OWN, 1, WAV, 'gain -120'), /"silent": must reach -40 dBFS/],
      [
        'next to silence',
        () => tone(OWN, 1, WAV, 'gain -50'),
        /silent, -50 dBFS at its loudest": must reach/,
      ],
      ['a constant voltage', async () => constant(await tone(OWN, 1, WAV)), /"silent": must reach -40 dBFS/],
      [
        'a WAV cut off',
        async () => cut(await tone(OWN, 1, WAV), 4_000),
        /12000 of 16000 bytes of audio are there/,
      ],
      ['a WAV that is all header', async () => (await tone(OWN, 1, WAV)).subarray(0, 44), /0 of 16000 bytes/],
      [
        'a WAV without a chunk of audio',
        async () => (await tone(OWN, 1, WAV)).subarray(0, 30),
        /without audio/,
      ],
      [
        'an MP3 cut within a frame',
        async () => cut(await tone(OWN, 1, '-t mp3 -r 44100 -c 1'), 100),
        /cut off at \d+ ms": must be whole/,
      ],
      [
        'an MP3 spoilt within',
        async () => spoilt(await tone(OWN, 2, '-t mp3 -r 44100 -c 1')),
        /damaged at \d+ ms": must be whole/,
      ],
    ];
    for (const [title, file, message] of cases) {
      it(title, async () => {
        await assert.rejects(async () => upload(await file()), failsWith('INVALID_ARGUMENT', message));
        assert.deepEqual(await stand.rpc.listRecordings({ domain: DOMAIN }), { recordings: [] });
      });
    }

    it('names that are none', async () => {
      const content = await tone(OWN, 1, WAV);
      for (const [name, domain, message] of [
        ['Hold Music', DOMAIN, /^name is "Hold Music": must be 1 to 64 small letters/],
        ['../hold-music', DOMAIN, /^name is "..\/hold-music"/],
        ['hold-music', '', /^domain is "": must be a SIP domain/],
        ['hold-music', '../demo.test', /^domain is/],
      ] as const) {
        await assert.rejects(upload(content, name, domain), failsWith('INVALID_ARGUMENT', message));
      }
    });

    it('one more than a tenant may have', async () => {
      const content = await tone(OWN, 0.3, WAV);
      for (let n = 0; n < PER_DOMAIN; n++) await upload(content, `number-${n}`);
      await assert.rejects(
        upload(content, 'one-more'),
        failsWith('RESOURCE_EXHAUSTED', /demo\.test has 40 recordings, and may have no more/),
      );
      await upload(content, 'number-0'); // replacing goes on
    });
  });

  it("come before the system's, for their tenant alone, until they are deleted", async () => {
    await upload(await tone(OWN, 1, WAV), 'transfer');
    const { mediaCall, a, b } = await stand.call();
    const { audio } = hearings(mediaCall);
    const domain = 'DEMO.test';
    const { durationMs } = await stand.rpc.arrange({
      hearings: [
        audio('A', 'transfer', { domain, language: 'pl', repeat: true }),
        audio('B', 'transfer', { domain: 'other.test', repeat: true }),
      ],
    });
    assert.equal(durationMs, 0);
    assert.deepEqual(await heardBy(a, b), [[OWN], [PROMPT]]);
    const once = await stand.rpc.arrange({
      hearings: [audio('A', 'transfer', { domain, repeat: false }), audio('B', 'hold-music', { domain })],
    });
    assert.equal(once.durationMs, 1_000);
    assert.deepEqual(await heardBy(a, b), [[OWN], [MUSIC]]);

    for (const _ of [1, 2]) await stand.rpc.deleteRecording({ domain: DOMAIN, name: 'transfer' });
    await stand.rpc.arrange({ hearings: [audio('A', 'transfer', { domain }), audio('B', 'hold-music')] });
    assert.deepEqual(await heardBy(a, b), [[PROMPT], [MUSIC]]);
  });

  it('of any name can be played, and a name that is none is refused with those that there are', async () => {
    await upload(await tone(OWN, 1, WAV), 'closed-today');
    assert.deepEqual(await heardBy(await play('closed-today')), [[OWN]]);
    await assert.rejects(
      play('open-today'),
      failsWith(
        'INVALID_ARGUMENT',
        /"open-today": must be one of closed-today, hold-music, ringback, transfer$/,
      ),
    );
    await assert.rejects(
      play('closed-today', 'other.test'),
      failsWith('INVALID_ARGUMENT', /"closed-today": must/),
    );
  });

  it('are heard anew after they were replaced, also by rtpengine, which remembers files', async () => {
    await upload(await tone(OWN, 1, WAV));
    assert.deepEqual(await heardBy(await play('hold-music')), [[OWN]]);
    await upload(await tone(OTHER, 1, WAV));
    assert.deepEqual(await heardBy(await play('hold-music')), [[OTHER]]);
  });

  it('are listed in the order of their names, each tenant its own', async () => {
    const content = await tone(OWN, 0.5, WAV);
    await upload(content, 'b');
    await upload(content, 'a');
    await upload(content, 'c', 'other.test');
    const { recordings } = await stand.rpc.listRecordings({ domain: DOMAIN });
    assert.deepEqual(
      recordings.map(({ domain, name, durationMs }) => [domain, name, durationMs]),
      [
        [DOMAIN, 'a', 500],
        [DOMAIN, 'b', 500],
      ],
    );
  });

  describe('on every replica', () => {
    const isHere = async ({ recordings }: Stand['replica'], name: string): Promise<boolean> =>
      recordings.namesOf(DOMAIN).includes(name);

    it('come by themselves, are replaced and go', async () => {
      const other = await startReplica(nats.address);
      await other.connected();
      const find = () => other.recordings.find(DOMAIN, 'hold-music', false);
      await upload(await tone(OWN, 1, WAV));
      await until('it has come', () => isHere(other, 'hold-music'));
      const first = await find();
      await upload(await tone(OTHER, 2, WAV));
      await until('it was replaced', async () => (await find())?.durationMs === 2_000);
      assert.notEqual((await find())?.path, first?.path);
      await stand.rpc.deleteRecording({ domain: DOMAIN, name: 'hold-music' });
      await until('it has gone', async () => !(await isHere(other, 'hold-music')));
      await other.stop();
    });

    it('are fetched by a replica that starts', async () => {
      await upload(await tone(OWN, 1, WAV), 'a');
      await upload(await tone(OWN, 1, WAV), 'b');
      const other = await startReplica(nats.address);
      await until('all have come', async () => (await isHere(other, 'a')) && (await isHere(other, 'b')));
      await other.stop();
    });

    it('are at hand at once where there is nothing else to play', async () => {
      const other = await startReplica(nats.address);
      await other.connected();
      for (let n = 0; n < 5; n++) {
        await upload(await tone(OWN, 0.5, WAV), `new-${n}`);
        assert.equal((await other.recordings.find(DOMAIN, `new-${n}`, true))?.durationMs, 500);
      }
      await other.stop();
    });

    it('are played by a replica that starts while NATS is away, and follow when it is back', async () => {
      await upload(await tone(OWN, 1, WAV), 'kept');
      await upload(await tone(OWN, 1, WAV), 'gone');
      const directory = await stopped(async (other) => {
        await until(
          'all have come',
          async () => (await isHere(other, 'kept')) && (await isHere(other, 'gone')),
        );
      });
      await stand.rpc.deleteRecording({ domain: DOMAIN, name: 'gone' });

      const nowhere = await startReplica('127.0.0.1:1', directory);
      assert.equal((await nowhere.recordings.find(DOMAIN, 'kept', true))?.durationMs, 1_000);
      assert.equal((await nowhere.recordings.find(DOMAIN, 'gone', true))?.durationMs, 1_000);
      await assert.rejects(nowhere.recordings.list(DOMAIN), { code: 'RECORDINGS_UNAVAILABLE' });
      await nowhere.stop({ keep: true });

      const back = await startReplica(nats.address, directory);
      await until('it is in step', async () => !(await isHere(back, 'gone')));
      assert.equal((await back.recordings.find(DOMAIN, 'kept', true))?.durationMs, 1_000);
      await back.stop();
    });

    /** A replica that has been and left its files. @returns their directory. */
    const stopped = async (use: (replica: Stand['replica']) => Promise<void>): Promise<string> => {
      const directory = `${process.env.TMPDIR ?? '/tmp'}/recordings-of-${process.pid}`;
      const replica = await startReplica(nats.address, directory);
      await use(replica);
      await replica.stop({ keep: true });
      return directory;
    };

    it('go on being played while NATS is away; uploads wait for it, and changes are followed again', async () => {
      const other = await startReplica(nats.address);
      await other.connected();
      await upload(await tone(OWN, 1, WAV));
      await nats.kill();
      await stand.replica.isThere(false);
      assert.deepEqual(await heardBy(await play('hold-music')), [[OWN]]);
      await assert.rejects(
        stand.rpc.uploadRecording(
          { domain: DOMAIN, name: 'a', content: await tone(OWN, 1, WAV) },
          { deadlineMs: 500 },
        ),
        (error) => isRpcError(error, 'UNAVAILABLE', 'DEADLINE_EXCEEDED'),
      );
      await nats.revive();
      await Promise.all([stand.replica.isThere(true), other.isThere(true)]);
      await upload(await tone(OTHER, 2, WAV));
      const find = () => other.recordings.find(DOMAIN, 'hold-music', false);
      await until('the other replica has the new one', async () => (await find())?.durationMs === 2_000);
      await other.stop();
    });
  });
});
