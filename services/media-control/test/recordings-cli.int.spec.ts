import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NatsServer } from '@cordboard/messaging/testing';
import { tone } from './samples.ts';
import { OWN, type Stand, startStand } from './stand.ts';

const CLI = fileURLToPath(new URL('../src/recordings-cli.js', import.meta.url));

describe('the command for recordings', () => {
  let nats: NatsServer;
  let stand: Stand;
  let directory: string;
  before(async () => {
    nats = await NatsServer.start();
    stand = await startStand({ nats: nats.address });
    await stand.replica.connected();
    directory = await mkdtemp(join(tmpdir(), 'cli-'));
  });
  after(async () => {
    await stand.stop();
    await nats.stop();
    await rm(directory, { recursive: true });
  });

  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
      const options = { env: { PATH: process.env.PATH, MEDIA_CONTROL_ADDRESS: stand.address, ...env } };
      const child = execFile(process.execPath, [CLI, ...args], options, (_, stdout, stderr) =>
        resolve({ status: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  const file = async (name: string, content: Buffer): Promise<string> => {
    const path = join(directory, name);
    await writeFile(path, content);
    return path;
  };

  it('uploads, lists and deletes', async () => {
    const melody = await file('melody', await tone(OWN, 2, '-t wav -r 44100 -c 2 -b 16'));
    assert.deepEqual(await run(['upload', 'demo.test', 'hold-music', melody]), {
      status: 0,
      stdout: 'demo.test hold-music: kept, 2.0 s\n',
      stderr: '',
    });
    const { stdout } = await run(['list', 'demo.test']);
    assert.match(stdout, /^hold-music {5}2\.0 s {2}\d{4}-\d\d-\d\dT[\d:.]+Z\n$/);
    assert.equal(
      (await run(['delete', 'demo.test', 'hold-music'])).stdout,
      'demo.test hold-music: deleted\n',
    );
    assert.equal((await run(['list', 'demo.test'])).stdout, 'demo.test has no recordings of its own\n');
  });

  it('says why a file is refused', async () => {
    const text = await file('text.mp3', Buffer.from('no music'));
    const { status, stderr } = await run(['upload', 'demo.test', 'hold-music', text]);
    assert.deepEqual(
      [status, stderr],
      [1, 'content is "a file that begins with 6e 6f 20 6d": must be a WAV or an MP3 file\n'],
    );
    const large = await file('large.wav', Buffer.alloc(0));
    await truncate(large, 20 * 2 ** 20);
    assert.match(
      (await run(['upload', 'demo.test', 'a', large])).stderr,
      /has 20971520 bytes; 10485760 are allowed/,
    );
    assert.match(
      (await run(['upload', 'demo.test', 'a', 'nowhere.wav'])).stderr,
      /no such file.*nowhere\.wav/,
    );
  });

  it('explains itself where it is not understood', async () => {
    for (const args of [[], ['upload'], ['list'], ['play', 'demo.test'], ['delete', 'demo.test', 'a', 'b']]) {
      const { status, stderr } = await run(args);
      assert.deepEqual([status, stderr.split(' ')[0]], [2, 'usage:']);
    }
    const { status, stderr } = await run(['list', 'demo.test'], { MEDIA_CONTROL_ADDRESS: 'here' });
    assert.equal(status, 2);
    assert.match(stderr, /MEDIA_CONTROL_ADDRESS=here: must be host:port/);
  });

  it('says that nobody answers', async () => {
    const nobody = { MEDIA_CONTROL_ADDRESS: '127.0.0.1:1', RECORDINGS_TIMEOUT_MS: '300' };
    const { status, stderr } = await run(['list', 'demo.test'], nobody);
    assert.equal(status, 1);
    assert.match(stderr, /^media-control at 127\.0\.0\.1:1 does not answer/);
  });
});
