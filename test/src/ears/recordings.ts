import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Library } from './library.ts';
import { music } from './sounds.ts';
import { readWav } from './wav.ts';

const musicFile = 'hold-music.wav';
const callProgressFiles = ['dial-tone.wav', 'ringback.wav', 'busy.wav'];

/**
 * The recordings in a directory and those below it: `hold-music.wav` is `music`, `pl/transfer.wav` is
 * `prompt:pl/transfer`. Call progress tones are left out: they are recognised by their cadence.
 */
export const loadRecordings = async (dir: string): Promise<Library> => {
  const files = (await readdir(dir, { recursive: true })).filter(
    (f) => f.endsWith('.wav') && !callProgressFiles.includes(f),
  );
  const recordings = await Promise.all(
    files.sort().map(async (file) => {
      const name = path.basename(file) === musicFile ? music : `prompt:${file.slice(0, -'.wav'.length)}`;
      return [name, readWav(await readFile(path.join(dir, file)))] as const;
    }),
  );
  return new Library(recordings);
};
