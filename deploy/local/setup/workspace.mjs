import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { captureIsolated, interrupted } from './isolation.mjs';
import { waitForLock } from './lock.mjs';
import { repository } from './paths.mjs';
import { run } from './run.mjs';
import { step } from './screen.mjs';

/** Libraries, generated code, compiled code and prompts: made where they are missing or older than their sources. */
export const provideWorkspace = async (runtime) => {
  const lock = await waitForLock(`workspace${repository}`, (pid) =>
    console.log(`  … waiting for process ${pid}, which is building`),
  );
  try {
    if (!librariesAreInstalled()) await installLibraries();
    await provide('contracts', ['proto', 'buf.yaml', 'buf.gen.yaml'], ['packages/contracts/src/gen'], () =>
      inRuntime(runtime, 'Contracts: gRPC types from the protos', ['buf', 'generate']),
    );
    await provide('programs', sources(), outputs(), () => {
      removeOrphans();
      return inRuntime(runtime, 'Programs: TypeScript', ['tsc', '-b']);
    });
    await provide('audio', ['deploy/audio'], ['audio'], () =>
      inRuntime(runtime, 'Audio: prompts, tones, hold music', ['node', 'deploy/audio/make.mjs']),
    );
  } finally {
    lock.release();
  }
};

/** Does `work` unless it was done for just these inputs and its outputs are there. */
const provide = async (what, inputs, outputsOfWork, work) => {
  const stamp = join(repository, 'node_modules/.cordboard', what);
  const state = fingerprint(inputs);
  const done = existsSync(stamp) && readFileSync(stamp, 'utf8') === state;
  if (done && outputsOfWork.every((path) => existsSync(join(repository, path)))) return;
  await work();
  mkdirSync(join(stamp, '..'), { recursive: true });
  writeFileSync(stamp, state);
};

/** Whether node_modules holds what the lock file asks for, going by npm's own record of it. */
const librariesAreInstalled = () => {
  const installed = lockedPackages('node_modules/.package-lock.json');
  return Object.entries(lockedPackages('package-lock.json'))
    .filter(([path, { optional }]) => path.startsWith('node_modules/') && !optional)
    .every(([path, { version }]) => path in installed && installed[path].version === version);
};

const lockedPackages = (file) => {
  const path = join(repository, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
};

/** Lines in which npm says why it failed. */
const reasonLines = 10;

const installLibraries = () =>
  step('Libraries: npm ci', async () => {
    const command = ['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error', '--engine-strict=false'];
    const { status, output } = await run(command, { cwd: repository });
    if (status !== 0)
      throw new SetupFailure(
        'The libraries could not be installed: npm ci failed.',
        "Check this machine's way to the npm registry (npm ping), then run this again.",
        output.split('\n').slice(0, reasonLines).join('\n'), // npm gives the reason first, then its whole usage
      );
  });

/** Build tools run where the programs will: on the runtime's Node. */
const inRuntime = (runtime, title, command) =>
  step(title, async () => {
    const { status, output } = await captureIsolated({ name: `build-${process.pid}`, runtime, command });
    if (status !== 0) throw new SetupFailure(`${title} failed.`, 'The reason is above.', output);
  });

/** Directories with a TypeScript project in them. */
const projects = () =>
  ['packages', 'services', 'deploy', '.']
    .flatMap((parent) => readdirSync(join(repository, parent)).map((entry) => join(parent, entry)))
    .filter((path) => existsSync(join(repository, path, 'tsconfig.json')));

const sources = () => [
  'tsconfig.json',
  'tsconfig.base.json',
  'package-lock.json',
  'proto',
  ...projects().flatMap((path) =>
    ['src', 'test', 'tsconfig.json', 'package.json'].map((entry) => join(path, entry)),
  ),
];

const outputs = () => projects().map((path) => join(path, 'dist'));

/** A compiled spec whose source is gone would still be run. */
const removeOrphans = () => {
  for (const project of projects()) {
    const dist = join(repository, project, 'dist');
    for (const file of filesIn(dist).filter((name) => name.endsWith('.js'))) {
      if (existsSync(join(repository, project, file.slice(dist.length, -'.js'.length) + '.ts'))) continue;
      for (const output of [file, `${file}.map`, file.replace(/js$/, 'd.ts')])
        rmSync(output, { force: true });
    }
  }
};

const fingerprint = (inputs) => {
  const hash = createHash('sha256').update(repository);
  for (const file of inputs.flatMap((path) => filesIn(join(repository, path))))
    hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
};

/** All files below a path, in a fixed order, without generated ones; none if there is no such path. */
const filesIn = (path) => {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !file.includes('/src/gen/'))
    .sort();
};
