import assert from 'node:assert/strict';
import { createDirectory } from '../domain/directory.ts';
import { sampleTenant } from '../domain/samples.ts';
import type { Tenant } from '../domain/tenant.ts';
import { createLoader } from './loader.ts';

describe('loading', () => {
  const demo = sampleTenant();
  const changedDemo = sampleTenant({ transfer: { ringTimeoutMs: 5_000 } });
  const other = sampleTenant({ tenant: 'other' });
  let files: Tenant[];
  let stored: (readonly Tenant[])[];
  let announced: (readonly string[])[];
  let revoked: string[];
  let told: string[];
  let storeFails: boolean;
  const loader = () =>
    createLoader({
      readTenants: async () => files,
      index: (tenants) => createDirectory(tenants),
      store: async (tenants) => {
        if (storeFails) throw new Error('the database is away');
        stored.push(tenants);
        return revoked;
      },
      announce: (changed, accounts) => {
        announced.push(changed);
        told.push(...accounts);
      },
    });
  beforeEach(() => {
    [files, stored, announced, storeFails] = [[demo, other], [], [], false];
    [revoked, told] = [[], []];
  });

  it('announces what is new, different or gone, and nothing else', async () => {
    const { load } = loader();
    assert.deepEqual(await load(), ['demo', 'other']);
    files = [changedDemo, other];
    assert.deepEqual(await load(), ['demo']);
    files = [changedDemo];
    assert.deepEqual(await load(), ['other']);
    assert.deepEqual(announced, [['demo', 'other'], ['demo'], ['other']]);
  });

  it('tells which accounts have another password than what was stored', async () => {
    revoked = ['101@demo.test'];
    await loader().load();
    assert.deepEqual(told, revoked);
  });

  it('writes nothing where nothing has changed', async () => {
    const { load } = loader();
    await load();
    files = [sampleTenant(), other];
    assert.deepEqual(await load(), []);
    assert.equal(stored.length, 1);
  });

  it('stores at first even where there are no tenants: there may have been some before', async () => {
    await loader().put([]);
    assert.deepEqual(stored, [[]]);
  });

  it('changes nothing where the store fails, and all of it when it is tried again', async () => {
    const { load, directory } = loader();
    await load();
    [files, storeFails] = [[changedDemo], true];
    await assert.rejects(load(), /database is away/);
    assert.equal(directory().tenants.length, 2);
    storeFails = false;
    assert.deepEqual(await load(), ['demo', 'other']);
    assert.equal(directory().findAccount('101@DEMO.test')?.tenant.transfer.ringTimeoutMs, 5_000);
  });

  it('does one after the other', async () => {
    const { put, load, directory } = loader();
    const first = put([demo]);
    const second = load();
    files = [changedDemo];
    await Promise.all([first, second]);
    assert.equal(directory().findAccount('101@demo.test')?.tenant.transfer.ringTimeoutMs, 5_000);
  });
});
