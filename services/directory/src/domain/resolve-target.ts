import type { Member } from './directory.ts';
import { emergencyNumbers } from './emergency-numbers.ts';
import { publicNumber } from './public-number.ts';
import type { Account } from './tenant.ts';

/** What a dialled number means for the one who dials it. */
export type Resolution =
  | { readonly type: 'Target'; readonly target: Target }
  | { readonly type: 'Refusal'; readonly reason: 'UnknownNumber' | 'NotAllowed' | 'Incomplete' };

/** Where a call to the number goes. */
export interface Target {
  /** "sip:103@demo.test", "sip:+48600100200@demo.test" */
  readonly requestUri: string;
  /** As a person would say it. */
  readonly number: string;
  readonly displayName: string;
  /** The leg leaves for the public network. */
  readonly offNet: boolean;
}

/**
 * Resolve a number that a member of a tenant dials: an extension, a DID of the tenant (rung inside, at no cost),
 * an emergency number or a public number.
 *
 * @param dialled - The keys as they were pressed.
 */
export const resolveTarget = ({ account, tenant, numbers }: Member, dialled: string): Resolution => {
  if (dialled === '') return refuse('Incomplete');
  if (!/^\+?\d*$/.test(dialled)) return refuse('UnknownNumber');

  const extension = numbers.byExtension.get(dialled);
  if (extension) return inside(account, extension);

  const offNet = (number: string): Resolution =>
    tenant.publicTrunk === undefined
      ? refuse('NotAllowed')
      : toTarget({ requestUri: `sip:${number}@${tenant.domain}`, number, displayName: '', offNet: true });
  if (emergencyNumbers(tenant.country).has(dialled)) return offNet(dialled);

  const dialledPublic = publicNumber(dialled, tenant.country);
  switch (dialledPublic.type) {
    case 'Number': {
      const did = numbers.byDid.get(dialledPublic.e164);
      return did ? inside(account, did) : offNet(dialledPublic.e164);
    }
    case 'Incomplete':
      return refuse('Incomplete');
    case 'Unknown':
      return refuse(numbers.beginnings.has(dialled) ? 'Incomplete' : 'UnknownNumber');
  }
};

/** Whoever dials himself has pressed a wrong key: the error prompt serves him better than his own phone ringing. */
const inside = (dialler: Account, { account, extension, displayName }: Account): Resolution =>
  account === dialler.account
    ? refuse('NotAllowed')
    : toTarget({ requestUri: `sip:${account}`, number: extension, displayName, offNet: false });

const toTarget = (target: Target): Resolution => ({ type: 'Target', target });
const refuse = (reason: 'UnknownNumber' | 'NotAllowed' | 'Incomplete'): Resolution => ({
  type: 'Refusal',
  reason,
});
