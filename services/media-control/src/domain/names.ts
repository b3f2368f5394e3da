import { BadRequest } from './errors.ts';

const NAME = /^[a-z0-9-]{1,64}$/;
const DOMAIN = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** @throws {BadRequest} */
export const toRecordingName = (name: string, field = 'name'): string => {
  if (!NAME.test(name)) throw new BadRequest(field, name, 'must be 1 to 64 small letters, digits and "-"');
  return name;
};

/** A SIP domain, which has no upper case. @throws {BadRequest} */
export const toDomain = (domain: string, field = 'domain'): string => {
  const lower = domain.toLowerCase();
  if (!DOMAIN.test(lower)) throw new BadRequest(field, domain, 'must be a SIP domain');
  return lower;
};

/** A tenant's recording as one text: no part holds a "/". */
export const recordingKey = (domain: string, name: string): string => `${domain}/${name}`;
