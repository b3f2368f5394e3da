import type { media } from '@cordboard/contracts';
import type { Hearing } from '../domain/messages.ts';

/** What a party hears, in media-control's words. */
export const toHearing = ({ party, hears, fresh }: Hearing): media.Hearing => ({
  party,
  source: sourceOf(hears),
  ...(fresh === undefined ? {} : { fresh }),
});

const sourceOf = (hears: Hearing['hears']): NonNullable<media.Hearing['source']> => {
  switch (hears.type) {
    case 'Silence':
      return { $case: 'silence', value: {} };
    case 'Audio': {
      const { sound, language, domain, repeat } = hears;
      return { $case: 'audio', value: { name: '', ...sound, language, domain, repeat } };
    }
    case 'Parties':
      return { $case: 'parties', value: { parties: [...hears.parties] } };
  }
};
