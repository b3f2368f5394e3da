import type { Member } from './directory.ts';
import type { Resolution } from './resolution.ts';
import { resolveNumber } from './resolve-number.ts';
import { resolveUri } from './resolve-uri.ts';
import { isSipUri } from './sip-uri.ts';

/**
 * Resolve what a member of a tenant dials.
 *
 * @param dialled - The keys as they were pressed, or a SIP URI.
 */
export const resolveTarget = (member: Member, dialled: string): Resolution =>
  isSipUri(dialled) ? resolveUri(member, dialled) : resolveNumber(member, dialled);
