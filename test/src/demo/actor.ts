import { music, parts, type Sound, silence } from '../ears/sounds.ts';
import type { Phone } from '../phone/phone.ts';

/** A party of the demonstration. */
export interface Actor {
  /** "Anna (101)" */
  name: string;
  phone: Phone;
}

const words: Record<Sound, string> = { [silence]: '', [music]: '♪ hold music', 'dial-tone': 'dial tone' };

/** A sound as a person would say it: a phone's tone is its owner's name. */
export const spoken = (sound: Sound, actors: readonly Actor[]): string =>
  parts(sound)
    .map((part) => {
      const speaker = actors.find(({ phone }) => phone.tone === part);
      if (speaker) return speaker.name;
      if (part.startsWith('prompt:'))
        return `“${part.slice(part.lastIndexOf('/') + 1).replaceAll('-', ' ')}”`;
      return words[part] ?? part;
    })
    .join(' + ');
