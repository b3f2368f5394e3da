import type { Rings } from '../../domain/tenant.ts';

/** What an extension rings, as Kamailio reads it; deploy/postgres/kamailio.sql has the forms. */
export const typedTarget = (rings: Rings): string => {
  switch (rings.type) {
    case 'Account':
      return `account:${rings.account.account}`;
    case 'Group':
      return `group:${rings.members.map(({ account }) => account).join(',')}`;
    case 'Public':
      return `public:${rings.number}`;
    case 'Pbx':
      return `trunk:${rings.trunk}:${rings.number}`;
    case 'Uri':
      return `uri:${rings.uri}`;
  }
};
