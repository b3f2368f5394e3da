import { profileFile } from './feature-profile.ts';
import { compileTenant, type Tenant } from './tenant.ts';
import { tenantFile } from './tenant-file.ts';

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

/** For specs: that tenant, or one that differs from it. */
export const sampleTenant = (changes: Readonly<Record<string, unknown>> = {}): Tenant =>
  compileTenant(tenantFile.parse({ ...tenantContent, ...changes }), profileFile.parse(profileContent));
