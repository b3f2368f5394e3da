import { open, readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Catalogue, Recording } from '../domain/catalogue.ts';
import { isWav, readWav } from '../domain/wav.ts';

/** A file that is no WAV. */
export class BadAudioFile extends Error {
  readonly code = 'BAD_AUDIO_FILE';
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${path} ${problem}`);
    this.name = 'BadAudioFile';
    this.path = path;
  }
}

/**
 * Read the catalogue from a directory: `<name>.wav` and `<language>/<name>.wav`.
 *
 * @throws {BadAudioFile} Also where there is no file at all.
 */
export const readAudioFiles = async (directory: string): Promise<Catalogue> => {
  const root = resolve(directory);
  const entries = await readdir(root, { recursive: true }).catch((error) => {
    throw new BadAudioFile(root, `cannot be read: ${error.message}`);
  });
  const paths = entries.filter((entry) => entry.endsWith('.wav')).map((entry) => join(root, entry));
  if (paths.length === 0)
    throw new BadAudioFile(root, 'holds no .wav files; "node deploy/audio/make.mjs" makes them');
  return new Map(
    await Promise.all(
      paths.map(
        async (path): Promise<[string, Recording]> => [
          relative(root, path).slice(0, -'.wav'.length),
          { path, durationMs: await durationOf(path) },
        ],
      ),
    ),
  );
};

/** Room for the chunks that may come before the audio. */
const HEADER_BYTES = 4_096;

/** @returns Milliseconds. @throws {BadAudioFile} */
export const durationOf = async (path: string): Promise<number> => {
  await using file = await open(path);
  const [{ size }, { buffer, bytesRead }] = await Promise.all([
    file.stat(),
    file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0),
  ]);
  const beginning = buffer.subarray(0, bytesRead);
  if (!isWav(beginning)) throw new BadAudioFile(path, 'is no WAV file');
  const wav = readWav(beginning, size);
  if (!wav || wav.durationMs === 0) throw new BadAudioFile(path, 'has no audio in it');
  return wav.durationMs;
};
