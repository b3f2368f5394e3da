import { Workshop } from '../app/workshop.ts';
import { peakOf, withoutOffset } from '../domain/pcm.ts';
import {
  checkDecoded,
  checkLoudness,
  checkUpload,
  type UploadLimits,
  undecodable,
} from '../domain/upload.ts';
import { samplesToMs, writeALawWav } from '../domain/wav.ts';
import { ProgramFailed } from './programs.ts';
import { sox } from './sox.ts';

/** Of one of the two runs of sox. The longest that is taken needs less than a second. */
const TIMEOUT_MS = 20_000;
/** Files that are converted at the same time, and those that may wait for it. */
const PLACES = 2;
const WAITING = 8;

/**
 * Checks an uploaded file and makes of it what rtpengine plays best: WAV, A-law, 8,000 samples a second, mono, equally loud.
 *
 * sox decodes, in a process of its own: what may be in the file of a stranger shall have no way into this one, and it can be given a
 * time. Whether a file is whole sox does not tell, so its structure is walked through before.
 */
export const uploadConverter = (
  limits: UploadLimits,
): ((content: Buffer) => Promise<{ wav: Buffer; durationMs: number }>) => {
  const workshop = new Workshop('the conversion of a recording', { places: PLACES, waiting: WAITING });
  return async (content) => {
    const upload = checkUpload(content, limits);
    return workshop.run(async () => {
      const decoded = await sox.decode(content, upload.format, TIMEOUT_MS).catch(asRefusal);
      checkDecoded(upload, samplesToMs(decoded.length / 2));
      const pcm = withoutOffset(decoded);
      checkLoudness(peakOf(pcm));
      const audio = await sox.encode(pcm, TIMEOUT_MS);
      return { wav: writeALawWav(audio), durationMs: samplesToMs(audio.length) };
    });
  };
};

const asRefusal = (error: unknown): never => {
  throw error instanceof ProgramFailed ? undecodable(error.complaint) : error;
};
