import { profileFile } from './feature-profile.ts';
import { compileTenant, type Tenant } from './tenant.ts';
import { tenantFile } from './tenant-file/tenant-file.ts';

/** For specs: a profile as a person may write it. */
export const profileContent = {
  profile: 'telecube',
  codes: { startAttended: '*', startBlind: '##', return: '**', terminator: '#' },
};

/** For specs: a tenant as a person may write it. */
export const tenantContent = {
  tenant: 'demo',
  domain: 'demo.test',
  country: 'PL',
  accounts: [
    { account: '101', password: 'demo-101', name: 'Anna' },
    { account: '102', password: 'demo-102', name: 'Bartosz' },
    { account: 'office', password: 'demo-office', name: 'Office', extension: '2200', language: 'ru' },
  ],
  trunks: [{ name: 'carrier', address: '10.99.0.2:5060' }],
  publicNumbersVia: 'carrier',
  dids: [
    { number: '+48221000101', extension: '101' },
    { number: '+48221000102', extension: '102' },
  ],
};

/** For specs: what every kind of extension needs besides. */
export const everyExtension = {
  trunks: [
    ...tenantContent.trunks,
    {
      name: 'branch',
      address: '10.99.0.3:5060',
      transport: 'tcp',
      kind: 'pbx',
      auth: { user: 'cordboard', password: 'branch-secret' },
    },
  ],
  groups: [{ extension: '300', name: 'Sales', members: ['101', '102'] }],
  numbers: [
    { extension: '310', did: '+48221000102' },
    { extension: '311', name: 'Night watch', public: '+48600100201' },
    { extension: '312', name: 'Branch', trunk: 'branch', number: '20' },
    { extension: '313', name: 'Partner', uri: 'sip:anna@partner.example' },
    { extension: '314', name: 'Hotline', did: '+48221000300' },
  ],
  dids: [
    ...tenantContent.dids,
    { number: '+48221000300', extension: '300' },
    { number: '+48221000310', extension: '310' },
    { number: '+48221000311', extension: '311' },
    { number: '+48221000312', extension: '312' },
    { number: '+48221000313', extension: '313' },
  ],
};

/** For specs: that tenant, or one that differs from it. */
export const sampleTenant = (changes: Readonly<Record<string, unknown>> = {}): Tenant =>
  compileTenant(tenantFile.parse({ ...tenantContent, ...changes }), profileFile.parse(profileContent));
