import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { watchFiles } from './watch-files.ts';
import { whatIsThere } from './what-is-there.ts';

const log = pino({ level: 'silent' });

describe('the files of the operator', () => {
  let folder: string;
  let profileDir: string;
  const at = (path: string) => join(folder, path);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'watch-files-'));
    profileDir = at('profiles');
    await mkdir(profileDir);
    for (const release of ['first', 'second']) {
      await mkdir(at(release));
      await writeFile(at(`${release}/tenant.yaml`), release);
    }
    await symlink('first', at('current'));
    await mkdir(at('links'));
    await symlink('../first/tenant.yaml', at('links/tenant.yaml'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const changes: [what: string, tenantFile: string, change: () => Promise<void>][] = [
    [
      'a directory that is a link to another one than before',
      'current/tenant.yaml',
      async () => {
        await symlink('second', at('new'));
        await rename(at('new'), at('current'));
      },
    ],
    [
      'a directory that was renamed and made anew',
      'first/tenant.yaml',
      async () => {
        await rename(at('first'), at('old'));
        await rename(at('second'), at('first'));
      },
    ],
    [
      'a file that is a link to one that was edited',
      'links/tenant.yaml',
      () => writeFile(at('first/tenant.yaml'), 'edited'),
    ],
    [
      'a file that is written in its place',
      'first/tenant.yaml',
      () => writeFile(at('first/tenant.yaml'), 'edited'),
    ],
    [
      'a profile in a directory that was made anew',
      'first/tenant.yaml',
      async () => {
        await rename(profileDir, at('old'));
        await mkdir(profileDir);
        await writeFile(join(profileDir, 'own.yaml'), 'profile: own');
      },
    ],
  ];
  for (const [what, tenantFile, change] of changes) {
    it(`have changed with ${what}`, async () => {
      const files = { tenantFiles: [at(tenantFile)], profileDir };
      const before = await whatIsThere(files);
      const { promise, resolve } = Promise.withResolvers<void>();
      const stop = await watchFiles(files, resolve, log, 20);
      try {
        assert.equal(await whatIsThere(files), before, 'they have not yet');
        await change();
        await promise;
      } finally {
        stop();
      }
      assert.notEqual(await whatIsThere(files), before);
    });
  }

  it('are told of once for each change, however often they are looked at', async () => {
    const files = { tenantFiles: [at('current/tenant.yaml')], profileDir };
    let told = 0;
    let next = Promise.withResolvers<void>();
    const tell = () => {
      told += 1;
      next.resolve();
    };
    const stop = await watchFiles(files, tell, log, 5);
    try {
      for (const release of ['second', 'first', 'second']) {
        next = Promise.withResolvers<void>();
        await symlink(release, at('new'));
        await rename(at('new'), at('current'));
        await next.promise;
      }
    } finally {
      stop();
    }
    assert.equal(told, 3);
  });
});
