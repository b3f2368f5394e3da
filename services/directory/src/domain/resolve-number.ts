import type { Member } from './directory.ts';
import { emergencyNumbers } from './emergency-numbers.ts';
import { mayDial } from './may-dial.ts';
import { internationalForm, publicNumber } from './public-number.ts';
import { type Resolution, refuse, toTarget } from './resolution.ts';
import type { Extension } from './tenant.ts';

/**
 * Resolve dialled digits: an extension, a DID of the tenant (and whatever that rings, at no cost where it is inside),
 * an emergency number or a public number. An extension that stands for a public number is the operator's own choice, so
 * the tenant's limits do not hold for it.
 */
export const resolveNumber = (member: Member, dialled: string): Resolution => {
  if (dialled === '') return refuse('Incomplete');
  if (!/^\+?\d*$/.test(dialled)) return refuse('UnknownNumber');

  const { tenant, numbers } = member;
  const extension = numbers.byExtension.get(dialled);
  if (extension) return toExtension(member, extension);
  if (emergencyNumbers(tenant.country).has(dialled)) return toPublic(member, dialled);
  const own = numbers.byDid.get(internationalForm(dialled, tenant.country) ?? '');
  if (own) return toExtension(member, own); // whether the country gives such numbers or not: calls come in by it

  const dialledPublic = publicNumber(dialled, tenant.country);
  switch (dialledPublic.type) {
    case 'Number': {
      const { e164 } = dialledPublic;
      const did = numbers.byDid.get(e164);
      if (did) return toExtension(member, did);
      return mayDial(tenant, e164) ? toPublic(member, e164) : refuse('NotAllowed');
    }
    case 'Incomplete':
      return refuse('Incomplete');
    case 'Unknown':
      return refuse(numbers.beginnings.has(dialled) ? 'Incomplete' : 'UnknownNumber');
  }
};

/** Whoever dials himself has pressed a wrong key: the error prompt serves him better than his own phone ringing. */
export const toExtension = (member: Member, { extension, displayName, rings }: Extension): Resolution => {
  const inside = {
    requestUri: `sip:${extension}@${member.tenant.domain}`,
    number: extension,
    displayName,
    offNet: false,
  };
  switch (rings.type) {
    case 'Account':
      return rings.account === member.account
        ? refuse('NotAllowed')
        : toTarget({ kind: 'Account', ...inside });
    case 'Group':
      return toTarget({ kind: 'Group', ...inside });
    case 'Public':
      return toPublic(member, rings.number, displayName);
    case 'Pbx':
      return toTarget({ kind: 'Pbx', ...inside });
    case 'Uri':
      return toTarget({ kind: 'Uri', ...inside });
  }
};

const toPublic = ({ tenant }: Member, number: string, displayName = ''): Resolution =>
  tenant.publicTrunk === undefined
    ? refuse('NotAllowed')
    : toTarget({
        kind: 'Public',
        requestUri: `sip:${number}@${tenant.domain}`,
        number,
        displayName,
        offNet: true,
      });
