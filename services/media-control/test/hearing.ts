import type { media as contract } from '@cordboard/contracts';

type Hearing = contract.Hearing;

const party = (mediaCall: string, tag: string): contract.Party => ({ mediaCall, tag });

/** The shapes of a request, short enough for a test to read as a table. */
export const hearings = (mediaCall: string) => ({
  silence: (tag: string): Hearing => ({
    party: party(mediaCall, tag),
    source: { $case: 'silence', value: {} },
  }),
  audio: (
    tag: string,
    name: string,
    { repeat = true, language = '', domain }: { repeat?: boolean; language?: string; domain?: string } = {},
  ): Hearing => ({
    party: party(mediaCall, tag),
    source: { $case: 'audio', value: { name, language, repeat, domain } },
  }),
  text: (tag: string, text: string, { repeat = false, language = 'en' } = {}): Hearing => ({
    party: party(mediaCall, tag),
    source: { $case: 'audio', value: { name: '', language, repeat, text } },
  }),
  parties: (tag: string, ...tags: string[]): Hearing => ({
    party: party(mediaCall, tag),
    source: { $case: 'parties', value: { parties: tags.map((each) => party(mediaCall, each)) } },
  }),
  fresh: (hearing: Hearing): Hearing => ({ ...hearing, fresh: true }),
});
