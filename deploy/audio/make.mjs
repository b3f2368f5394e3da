/**
 * Makes every prompt, tone and melody: `node deploy/audio/make.mjs [directory]`, by default `audio/` of the repository.
 * Needs espeak-ng and sox. Does nothing where all is up to date.
 *
 * The files are WAV with A-law at 8,000 samples a second: what most legs speak, so rtpengine neither resamples nor, for them, loses
 * anything; and it opens such a file twenty times as fast as one of 16-bit PCM, which it searches for other formats first.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { melody } from './melody.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = resolve(process.argv[2] ?? join(here, '../../audio'));
const draft = `${target}.draft`;

const RATE = 8_000;
/** Milliseconds that one program may take. */
const LONGEST_MS = 20_000;
const LANGUAGES = ['pl', 'ru', 'en'];
const WORDS_PER_MINUTE = 150;
const FORMAT = ['-t', 'wav', '-r', String(RATE), '-c', '1', '-e', 'a-law'];
const RAW = ['-t', 'al', '-r', String(RATE), '-c', '1'];

/** Country tones of continental Europe (ITU-T E.180): 425 Hz, on and off in seconds; the level is in dBFS. */
const TONE_HZ = 425;
const TONE_GAIN = '-13';
const TONES = {
  'dial-tone': { on: 15, off: 0 },
  ringback: { on: 1, off: 4 },
  busy: { on: 0.5, off: 0.5 },
};

const prompts = JSON.parse(await readFile(join(here, 'prompts.json'), 'utf8'));

/** Run a program; its output as bytes. Fails in one sentence. */
const run = (command, args, input) =>
  new Promise((resolveRun, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], timeout: LONGEST_MS });
    const output = [];
    const complaints = [];
    child.stdout.on('data', (data) => output.push(data));
    child.stderr.on('data', (data) => complaints.push(data));
    child.stdin.on('error', () => {}); // it ended without reading; its exit status tells why
    child.stdin.end(input);
    child.on('error', ({ code }) =>
      reject(new Error(code === 'ENOENT' ? `${command} is not installed` : `${command}: ${code}`)),
    );
    child.on('close', (status) =>
      status === 0
        ? resolveRun(Buffer.concat(output))
        : reject(new Error(`${command} ${args.join(' ')}: ${Buffer.concat(complaints)}`)),
    );
  });

const sox = (args, input) => run('sox', ['-D', ...args], input);
const path = (...parts) => `${join(draft, ...parts)}.wav`;

const toneEffects = ({ on, off }) => [
  'synth',
  String(on),
  'sine',
  String(TONE_HZ),
  'gain',
  TONE_GAIN,
  'pad',
  '0',
  String(off),
];

const makeTone = ([name, cadence]) => sox(['-n', ...FORMAT, path(name), ...toneEffects(cadence)]);

const makeMelody = () =>
  sox(
    [
      '-t',
      'raw',
      '-r',
      String(RATE),
      '-c',
      '1',
      '-e',
      'signed',
      '-b',
      '16',
      '-L',
      '-',
      ...FORMAT,
      path('hold-music'),
      'gain',
      '-n',
      '-9',
    ],
    Buffer.from(melody(RATE).buffer),
  );

/** Spoken, without the silence around it, all equally loud; where the catalogue says so, with the dial tone behind it. */
const makePrompt = async ([name, language]) => {
  const { [language]: text, dialToneSeconds = 0 } = prompts[name];
  if (!text) throw new Error(`prompts.json has no ${language} text for "${name}"`);
  const speech = await run('espeak-ng', [
    '-v',
    language,
    '-s',
    String(WORDS_PER_MINUTE),
    '--stdout',
    '--',
    text,
  ]);
  const trimmed = ['silence', '1', '0.01', '0.1%', 'reverse', 'silence', '1', '0.01', '0.1%', 'reverse'];
  const effects = ['rate', String(RATE), ...trimmed, 'gain', '-n', '-6', 'pad', '0.1', '0.2'];
  const words = await sox(['-t', 'wav', '-', ...RAW, '-', ...effects], speech);
  const parts = [words];
  if (dialToneSeconds > 0) {
    parts.push(await sox(['-n', ...RAW, '-', ...toneEffects({ on: dialToneSeconds, off: 0 })]));
  }
  // Through a pipe sox writes a WAV header that knows no length, so the parts travel raw.
  await sox([...RAW, '-', ...FORMAT, path(language, name)], Buffer.concat(parts));
};

/** What the files are made from, as one text: another one means to make them anew. */
const fingerprint = async () => {
  const hash = createHash('sha256');
  for (const source of ['make.mjs', 'melody.mjs', 'prompts.json'])
    hash.update(await readFile(join(here, source)));
  return hash.digest('hex');
};

/** All of them, as many at a time as there are processors. */
const doAll = async (jobs) => {
  const queue = jobs.values();
  const worker = async () => {
    for (const job of queue) await job();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
};

const stamp = join(target, '.made-from');
const wanted = await fingerprint();
const names = Object.keys(prompts).flatMap((name) => LANGUAGES.map((language) => [name, language]));
const files = [
  ...Object.keys(TONES),
  'hold-music',
  ...names.map(([name, language]) => `${language}/${name}`),
];
const isThere = files.every((file) => existsSync(join(target, `${file}.wav`)));

if (isThere && existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) {
  console.log(`audio: up to date (${files.length} files)`);
} else {
  try {
    await rm(draft, { recursive: true, force: true });
    await Promise.all(LANGUAGES.map((language) => mkdir(join(draft, language), { recursive: true })));
    await doAll([
      makeMelody,
      ...Object.entries(TONES).map((tone) => () => makeTone(tone)),
      ...names.map((prompt) => () => makePrompt(prompt)),
    ]);
    await writeFile(join(draft, '.made-from'), wanted);
    await rm(target, { recursive: true, force: true });
    await mkdir(dirname(target), { recursive: true });
    await rename(draft, target);
    console.log(`audio: ${files.length} files made in ${target}`);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    console.error(`audio: ${error.message}`);
    process.exitCode = 1;
  }
}
