import { z } from 'zod';
import { complain, text } from '../check.ts';
import { isSipUri, parseSipUri } from '../sip-uri.ts';
import { displayName, e164, extension, name, reachable } from './fields.ts';

const MOST_MEMBERS = 10;

/** An extension at which several phones ring; the first answer wins. */
export const group = z.strictObject({
  extension,
  name: displayName,
  /** Extensions of accounts. */
  members: z
    .array(extension)
    .min(1, 'must have a member')
    .max(MOST_MEMBERS, `must have at most ${MOST_MEMBERS} members`),
});

const ways = ['did', 'public', 'trunk', 'uri'] as const;

/** An extension that stands for something outside, or for a DID and whatever that rings. */
export const number = z
  .strictObject({
    extension,
    /** What phones show. Default: the name of what rings. */
    name: displayName.optional(),
    /** A DID of the tenant. */
    did: e164.optional(),
    /** A number of the public network: E.164, or an emergency number. */
    public: reachable(/^\d{2,5}$/, 'must be an E.164 or an emergency number').optional(),
    /** An external PBX, and the number there. */
    trunk: name.optional(),
    number: text(/^\+?\d{1,20}$/, 'must be 1 to 20 digits').optional(),
    uri: z
      .string('must be a SIP URI')
      .refine(
        (uri) => isSipUri(uri) && parseSipUri(uri) !== undefined,
        'must be a SIP URI, e.g. sip:anna@partner.example',
      )
      .optional(),
  })
  .superRefine((given, context) => {
    if (ways.filter((way) => given[way] !== undefined).length !== 1) {
      complain(context, [], 'must stand for one thing: did, public, trunk with number, or uri');
    }
    if ((given.trunk === undefined) !== (given.number === undefined)) {
      complain(
        context,
        [given.trunk === undefined ? 'trunk' : 'number'],
        'must be given: trunk and number belong together',
      );
    }
  });

/** A public number that rings an extension of any kind. */
export const did = z.strictObject({ number: e164, extension });
