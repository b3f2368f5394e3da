import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../src/adapters/programs.ts';

const TIMEOUT_MS = 10_000;

/**
 * A tone as sox writes it into a file.
 *
 * @param format - sox's arguments for the file, e.g. `-t wav -r 44100 -c 2 -b 24`.
 * @param effects - More of them, e.g. `gain -30`.
 */
export const tone = async (
  hz: number,
  seconds: number,
  format: string,
  effects = 'gain -6',
): Promise<Buffer> => {
  const directory = await mkdtemp(join(tmpdir(), 'tone-'));
  try {
    const file = join(directory, 'tone');
    const synth = ['synth', String(seconds), 'sine', String(hz)];
    await runProgram(
      'sox',
      ['-D', '-n', ...format.split(' '), file, ...synth, ...effects.split(' ')],
      '',
      TIMEOUT_MS,
    );
    return await readFile(file);
  } finally {
    await rm(directory, { recursive: true });
  }
};
