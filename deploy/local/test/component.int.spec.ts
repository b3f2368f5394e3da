import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Component, ComponentFailed, type Death } from '../src/component.ts';
import type { ComponentSpec } from '../src/components.ts';
import { accepts, logSays } from '../src/probes.ts';

describe('a component', () => {
  let directory: string;
  let logFile: string;
  let deaths: Death[];
  let tellDeath: (death: Death) => void;
  let component: Component | undefined;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'component-'));
    logFile = join(directory, 'log');
    deaths = [];
    tellDeath = (death) => deaths.push(death);
  });
  afterEach(async () => {
    await component?.stop();
    component = undefined;
    await rm(directory, { recursive: true });
  });

  const make = (spec: Partial<ComponentSpec> & Pick<ComponentSpec, 'command' | 'ready'>): Component => {
    component = new Component({ name: 'nats', env: {}, after: [], ...spec }, logFile, (death) =>
      tellDeath(death),
    );
    return component;
  };
  const natsServer = async (): Promise<Component> => {
    const port = await freePort();
    const command = ['nats-server', '--addr', '127.0.0.1', '--port', String(port)] as const;
    return make({ command, ready: accepts(`127.0.0.1:${port}`) });
  };

  it('is ready when its start is over, and not there after its stop', async () => {
    const nats = await natsServer();
    await nats.start();
    assert.equal(await nats.spec.ready(), true);
    await nats.stop();
    assert.equal(await nats.spec.ready(), false);
    assert.equal(nats.pid, undefined);
    assert.deepEqual(deaths, [], 'a stop is no death');
  });

  it('can be killed and started again, and is prepared once only', async () => {
    let prepared = 0;
    const nats = await natsServer();
    const again = make({
      ...nats.spec,
      prepare: async () => {
        prepared++;
      },
    });
    await again.start();
    const first = again.pid;
    await again.kill('SIGKILL');
    await again.start();
    assert.notEqual(again.pid, first);
    assert.equal(prepared, 1);
    assert.deepEqual(deaths, []);
  });

  it('tells how it died when nobody ended it', async () => {
    const died = new Promise<Death>((resolve) => {
      tellDeath = resolve;
    });
    const nats = await natsServer();
    await nats.start();
    process.kill(nats.pid ?? assert.fail('no process'), 'SIGKILL');
    assert.deepEqual(await died, { component: 'nats', code: null, signal: 'SIGKILL' });
    assert.equal(nats.pid, undefined);
  });

  it('that does not come up says so with the end of its log', async () => {
    const broken = make({ command: ['nats-server', '-c', '/nowhere.conf'], ready: async () => false });
    await assert.rejects(
      broken.start(),
      (error) =>
        error instanceof ComponentFailed &&
        /ended while it started/.test(error.message) &&
        /nowhere\.conf/.test(error.message),
    );
  });

  it('that is no program at all says so too', async () => {
    const missing = make({ command: ['no-such-program'], ready: async () => false });
    await assert.rejects(missing.start(), /no-such-program ENOENT/);
  });

  it('takes its children with it on SIGKILL', async () => {
    const parent = make({
      command: ['sh', '-c', 'sleep 600 & echo child $!; wait'],
      ready: logSays(logFile, /child \d+/),
    });
    await parent.start();
    const child = Number(/child (\d+)/.exec(await readFile(logFile, 'utf8'))?.[1]);
    await parent.kill('SIGKILL');
    // What is left until its parent collects it is a zombie, which runs no more.
    const state = await readFile(`/proc/${child}/stat`, 'utf8').catch(() => ' Z ');
    assert.match(state, / [ZX] /);
  });
});

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : assert.fail('no port');
};
