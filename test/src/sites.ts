import type { Lab } from './lab.ts';
import type { Handset } from './phone/handset.ts';
import type { Phone } from './phone/phone.ts';

/** The three parties of a transfer. */
export interface Cast {
  readonly transferee: Handset;
  readonly transferor: Handset;
  readonly target: Phone;
}

/** A tenant of the tests and the keys of its feature profile, as SPEC § 1 has them. */
export interface Site {
  readonly profile: string;
  readonly domain: string;
  /** Of its prompts. */
  readonly language: 'pl' | 'ru' | 'en';
  readonly attended: string;
  readonly blind?: string;
  readonly back: string;
  readonly conference?: string;
  readonly terminator: string;
  /** What the transferee dials to reach the transferor. */
  readonly number: string;
  /** Three phones that are on no call. */
  readonly cast: (lab: Lab) => Promise<Cast>;
}

/** Three phones of the tenant's own. */
const inside =
  (domain: string) =>
  async (lab: Lab): Promise<Cast> => {
    const [transferee, transferor, target] = await lab.phonesOf(domain, '102', '101', '103');
    return { transferee, transferor, target };
  };

/** A customer, the mobile that account 101 is forwarded to, and a phone of the tenant's. */
const forwarded = async (lab: Lab): Promise<Cast> => {
  const [transferee, transferor, target] = await Promise.all([
    lab.mobile('+48600100300'),
    lab.mobile('+48600100301'),
    lab.phone('103', { domain: 'mobile.test' }),
  ]);
  return { transferee, transferor, target };
};

export const telecube: Site = {
  profile: 'telecube',
  domain: 'demo.test',
  language: 'pl',
  attended: '*',
  blind: '##',
  back: '**',
  terminator: '#',
  number: '101',
  cast: inside('demo.test'),
};

export const mobile: Site = {
  profile: 'mobile',
  domain: 'mobile.test',
  language: 'pl',
  attended: '*#',
  back: '#',
  terminator: '#',
  number: '+48221004101',
  cast: forwarded,
};

export const inline: Site = {
  profile: 'inline',
  domain: 'inline.test',
  language: 'ru',
  attended: '**',
  blind: '#',
  back: '*',
  terminator: '#',
  number: '101',
  cast: inside('inline.test'),
};

export const hash: Site = {
  profile: 'hash',
  domain: 'hash.test',
  language: 'pl',
  attended: '#',
  back: '*',
  conference: '#',
  terminator: '#',
  number: '101',
  cast: inside('hash.test'),
};

/** With failure policies that go on for a while; a customer calls the group in which the transferor is. */
export const patient: Site = {
  ...hash,
  domain: 'patient.test',
  number: '+48221006300',
  cast: async (lab) => {
    const [transferee, [transferor, target]] = await Promise.all([
      lab.mobile('+48600100200'),
      lab.phonesOf('patient.test', '101', '103'),
    ]);
    return { transferee, transferor, target };
  },
};

/** Of `test/profiles/fifth.yaml`: a profile that no manual has. */
export const fifth: Site = {
  profile: 'fifth',
  domain: 'fifth.test',
  language: 'en',
  attended: '*7',
  blind: '*77',
  back: '#0',
  conference: '#3',
  terminator: '*',
  number: '101',
  cast: inside('fifth.test'),
};

export const sites: readonly Site[] = [telecube, mobile, inline, hash, fifth];
