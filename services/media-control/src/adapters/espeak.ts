import type { SpeechSynthesizer } from '../app/speech.ts';
import { runProgram } from './programs.ts';

/** espeak-ng's voices by language; those of the prompts (deploy/audio). */
const VOICES: Readonly<Record<string, string>> = { pl: 'pl', ru: 'ru', en: 'en' };
const WORDS_PER_MINUTE = 150;

/** espeak-ng: small, quick, in every language, and sounding like it. @param timeoutMs - Milliseconds for one text. */
export const espeak = (timeoutMs: number): SpeechSynthesizer => ({
  identity: `espeak-ng ${WORDS_PER_MINUTE}`,
  languages: Object.keys(VOICES),
  synthesize: (text, language) => {
    const voice = VOICES[language] ?? language;
    // By standard input, so that a text cannot be taken for an option.
    const args = ['-v', voice, '-s', String(WORDS_PER_MINUTE), '-b', '1', '--stdin', '--stdout'];
    return runProgram('espeak-ng', args, text, timeoutMs);
  },
});
