import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where this machine gets Debian from, so that the runtime comes from the same mirror, checked with the same key.
 *
 * @param {string} suite The suite wanted from that mirror.
 * @param {string} [root] Directory that holds etc/apt and etc/os-release.
 * @returns {string | undefined} A line for sources.list; undefined where apt knows no mirror of Debian itself.
 */
export const mirrorLine = (suite, root = '/') => {
  const codename = /^VERSION_CODENAME=(\S+)/m.exec(readText(join(root, 'etc/os-release')))?.[1];
  const source = readSources(join(root, 'etc/apt')).find(
    ({ types, suites, components }) =>
      types.includes('deb') && suites.includes(codename) && components.includes('main'),
  );
  if (source === undefined) return undefined;
  const signedBy = source.signedBy?.startsWith('/') ? `[signed-by=${source.signedBy}] ` : '';
  return `deb ${signedBy}${source.uri} ${suite} main`;
};

/** Settings of the host's apt that decide whether it reaches its mirror: proxies and certificates. */
export const reachSettings = () =>
  execFileSync('apt-config', ['dump', '--format', '%f "%v";%n'], { encoding: 'utf8' })
    .split('\n')
    .filter(
      (line) => /^Acquire::(http|https|ftp)::.*(Proxy|CaInfo|Verify)/i.test(line) && !line.endsWith('"";'),
    );

const readSources = (apt) => {
  const directory = join(apt, 'sources.list.d');
  const files = existsSync(directory) ? readdirSync(directory).sort() : [];
  return [
    ...parseClassic(readText(join(apt, 'sources.list'))),
    ...files
      .filter((file) => file.endsWith('.list'))
      .flatMap((file) => parseClassic(readText(join(directory, file)))),
    ...files
      .filter((file) => file.endsWith('.sources'))
      .flatMap((file) => parseDeb822(readText(join(directory, file)))),
  ];
};

/** One-line format of sources.list(5). */
const parseClassic = (text) =>
  [...text.matchAll(/^\s*(deb|deb-src)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#\n]+)/gm)].map(
    ([, type, options = '', uri, suite, components]) => ({
      types: [type],
      uri,
      suites: [suite],
      components: components.trim().split(/\s+/),
      signedBy: /signed-by=(\S+)/.exec(options)?.[1],
    }),
  );

/** deb822 format of sources.list(5). */
const parseDeb822 = (text) =>
  text
    .replace(/^#.*\n/gm, '')
    .split(/\n\s*\n/)
    .map((stanza) => (name) => new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(stanza)?.[1]?.trim())
    .filter((field) => field('URIs') !== undefined && field('Enabled')?.toLowerCase() !== 'no')
    .map((field) => ({
      types: words(field('Types')),
      uri: words(field('URIs'))[0],
      suites: words(field('Suites')),
      components: words(field('Components')),
      signedBy: field('Signed-By'),
    }));

const words = (text = '') => text.split(/\s+/).filter(Boolean);

const readText = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
