import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mirrorLine } from './sources.mjs';

const deb822 = `# the system's own
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: trixie trixie-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;
const foreign = 'deb [signed-by=/etc/apt/keyrings/other.gpg] https://packages.example/apt stable main\n';

const cases = [
  [
    'a deb822 file',
    { 'sources.list.d/debian.sources': deb822 },
    'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example/debian forky main',
  ],
  [
    'a one-line list',
    { 'sources.list': 'deb http://mirror.example/debian trixie main # ours\n' },
    'deb http://mirror.example/debian forky main',
  ],
  [
    'options of a one-line list',
    { 'sources.list': 'deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/d trixie main\n' },
    'deb [signed-by=/k.gpg] http://mirror.example/d forky main',
  ],
  [
    'the Debian mirror among others',
    { 'sources.list.d/a.list': foreign, 'sources.list.d/debian.sources': deb822 },
    'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example/debian forky main',
  ],
  [
    'no source that is switched off',
    { 'sources.list.d/debian.sources': `Enabled: no\n${deb822}` },
    undefined,
  ],
  [
    'no source that is commented out',
    { 'sources.list': '# deb http://mirror.example/debian trixie main\n' },
    undefined,
  ],
  ['no mirror of another release', { 'sources.list': foreign }, undefined],
  ['an empty etc/apt', {}, undefined],
];

describe('the mirror of the machine', () => {
  let root;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sources-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  for (const [what, files, line] of cases) {
    it(`is taken from ${what}`, () => {
      write('etc/os-release', 'ID=debian\nVERSION_CODENAME=trixie\n');
      for (const [path, text] of Object.entries(files)) write(join('etc/apt', path), text);
      assert.equal(mirrorLine('forky', root), line);
    });
  }
});
