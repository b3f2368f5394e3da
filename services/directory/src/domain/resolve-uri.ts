import type { Member } from './directory.ts';
import { type Resolution, refuse, toTarget } from './resolution.ts';
import { resolveNumber, toExtension } from './resolve-number.ts';
import { parseSipUri } from './sip-uri.ts';

/**
 * Resolve a SIP URI, as a Refer-To may have it. At the tenant's own domain, at the stack's address and at the tenant's trunk to the
 * public network its user part is read like dialled digits, with everything that may not be dialled; other tenants and their trunks
 * cannot be reached; any other host is where the URI leads.
 */
export const resolveUri = (member: Member, dialled: string): Resolution => {
  const uri = parseSipUri(dialled);
  if (!uri) return refuse('UnknownNumber');
  switch (member.hosts.whose(uri, member.tenant)) {
    case 'Own':
      return resolveUser(member, uri.user ?? '');
    case 'OfOthers':
      return refuse('NotAllowed');
    case 'Foreign':
      return toTarget({
        kind: 'Uri',
        requestUri: uri.uri,
        number: uri.user === undefined ? uri.host : `${uri.user}@${uri.host}`,
        displayName: '',
        offNet: false,
      });
  }
};

/** Either an account by its own name, or digits; these are whole as they stand, so what could grow is unknown. */
const resolveUser = (member: Member, user: string): Resolution => {
  const { byUser, byExtension } = member.numbers;
  const account = byExtension.has(user) ? undefined : byUser.get(user);
  if (account) return toExtension(member, account);
  const resolution = resolveNumber(member, withoutSeparators(user));
  return resolution.type === 'Refusal' && resolution.reason === 'Incomplete'
    ? refuse('UnknownNumber')
    : resolution;
};

/** Of a telephone number (RFC 3966 §5.1.1). */
const withoutSeparators = (user: string): string =>
  user.startsWith('+') ? user.replace(/[-.()]/g, '') : user;
