import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupFailure } from './failure.mjs';
import { waitForLock } from './lock.mjs';
import { cacheDirectory } from './paths.mjs';
import { checkDisk } from './preconditions.mjs';
import { contained, run } from './run.mjs';
import { step } from './screen.mjs';
import { mirrorLine, reachSettings } from './sources.mjs';

/** The Debian release with all components in the versions that were proven. */
const suite = 'forky';
const packageList = new URL('../packages.txt', import.meta.url);
const template = new URL('runtime-template.sh', import.meta.url);

/** What nobody reads in a runtime; leaving it out saves a third of the unpacking. */
const unread = ['man', 'doc', 'info', 'locale', 'i18n', 'lintian', 'bug'];

/**
 * The root file system with all real components, made on first use and kept in the cache.
 *
 * @returns {Promise<string>} Its directory. Nothing may write into it: stacks share it.
 * @throws {SetupFailure} Too little disk, mmdebstrap cannot be installed, the archive is out of reach.
 */
export const provideRuntime = async () => {
  const runtime = join(cacheDirectory, `runtime-${fingerprint()}`);
  if (existsSync(runtime)) return runtime;
  checkDisk();
  const lock = await waitForLock('runtime', (pid) =>
    console.log(`  … waiting for process ${pid}, which is making the runtime`),
  );
  try {
    if (!existsSync(runtime)) await make(runtime);
  } finally {
    lock.release();
  }
  return runtime;
};

const make = async (runtime) => {
  for (const left of readdirSync(cacheDirectory).filter((entry) => entry.endsWith('.part')))
    rmSync(join(cacheDirectory, left), { recursive: true, force: true });
  await provideMmdebstrap();
  const part = `${runtime}.part`;
  await step('Runtime: Kamailio, rtpengine, NATS, PostgreSQL, Node', async (tell) => {
    const { status, output } = await run(contained(['mmdebstrap', ...mmdebstrapArguments(part)]), {
      onLine: (line) => {
        const phase = /^I: ((?:running apt|downloading|extracting|installing|cleaning).*?)\.*$/.exec(
          line,
        )?.[1];
        if (phase !== undefined) tell(phase);
      },
    });
    if (status !== 0) throw notMade(output);
  });
  renameSync(part, runtime);
};

const mmdebstrapArguments = (target) => {
  const mirror = mirrorLine(suite);
  return [
    ...recipe(),
    ...reachSettings().map((setting) => `--aptopt=${setting}`),
    `--customize-hook=${fileURLToPath(template)}`,
    suite,
    target,
    ...(mirror === undefined ? [] : [mirror]),
  ];
};

/** What makes one runtime differ from another, wherever it comes from. */
const recipe = () => [
  '--mode=root',
  '--variant=apt',
  '--format=directory',
  `--include=${packages().join(',')}`,
  '--aptopt=APT::Install-Recommends "false"',
  '--aptopt=Acquire::Languages "none"',
  '--aptopt=Acquire::Retries "2"',
  '--aptopt=Acquire::Check-Valid-Until "false"', // a frozen mirror is as good as a fresh one here
  ...unread.map((kind) => `--dpkgopt=path-exclude=/usr/share/${kind}/*`),
];

const provideMmdebstrap = async () => {
  if (existsSync('/usr/bin/mmdebstrap')) return;
  await step('Installing mmdebstrap', async (tell) => {
    const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
    tell('apt-get update');
    const update = await run(['apt-get', 'update'], quiet); // may fail for a source that is not needed
    tell('apt-get install mmdebstrap');
    const install = await run(
      ['apt-get', 'install', '--yes', '--no-install-recommends', 'mmdebstrap'],
      quiet,
    );
    if (install.status !== 0 || !existsSync('/usr/bin/mmdebstrap'))
      throw new SetupFailure(
        'mmdebstrap, which makes the runtime, cannot be installed.',
        "Check this machine's apt sources and its way to the mirror (apt-get install mmdebstrap), then run this again.",
        update.status === 0 ? install.output : update.output,
      );
  });
};

const notMade = (output) =>
  /Failed to fetch|Could not (connect|resolve)|Temporary failure|Unable to connect|404 {2}Not Found/i.test(
    output,
  )
    ? new SetupFailure(
        'The Debian archive is out of reach, so the runtime could not be made.',
        "Check this machine's network and apt mirror (apt-get update), then run this again.",
        output,
      )
    : new SetupFailure(
        'The runtime could not be made: mmdebstrap failed.',
        'Its last words are above; run this again when the cause is gone.',
        output,
      );

const packages = () =>
  readFileSync(packageList, 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(Boolean);

/** Changes with whatever goes into a runtime, so that a changed list makes a new one. */
const fingerprint = () =>
  createHash('sha256')
    .update(JSON.stringify([suite, ...recipe()]))
    .update(readFileSync(template))
    .digest('hex')
    .slice(0, 12);
