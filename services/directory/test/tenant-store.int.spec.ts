import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { pino } from 'pino';
import { openTenantStore, type TenantStore } from '../src/adapters/postgres/tenant-store.ts';
import { sampleTenant, tenantContent } from '../src/domain/samples.ts';
import { type Postgres, postgres } from './postgres.ts';

const log = pino({ level: 'silent' });

describe('the tenants in PostgreSQL', function () {
  this.timeout(30_000);
  let database: Postgres;
  let store: TenantStore;

  before(async () => {
    database = await postgres();
    store = await openTenantStore(database.url, log);
  });
  after(async () => {
    await store.close();
    await database.remove();
  });

  it('give Kamailio what it authenticates with, and nobody a password', async () => {
    await store.replace([sampleTenant()]);
    const ha1 = createHash('md5').update('101:demo.test:demo-101').digest('hex');
    assert.deepEqual(
      await database.query(
        "SELECT username, domain, password, ha1 FROM kamailio.subscriber WHERE username = '101'",
      ),
      [{ username: '101', domain: 'demo.test', password: '', ha1 }],
    );
    const everything = await database.query("SELECT database_to_xml(true, false, '')::text AS content");
    assert.doesNotMatch(String(everything[0]?.content), /demo-101/);
  });

  it('give Kamailio what it routes by', async () => {
    const hashTable = async (name: string) =>
      Object.fromEntries(
        (await database.query(`SELECT key_name, key_value FROM kamailio.${name}`)).map(
          ({ key_name, key_value }) => [key_name, key_value],
        ),
      );
    assert.deepEqual(await hashTable('domains'), {
      'demo.test': 'demo',
      'trunk:demo.test': 'carrier',
      'dialplan:demo.test': '20556',
    });
    assert.deepEqual(
      (await database.query('SELECT DISTINCT dpid FROM kamailio.dialplan')).map(({ dpid }) => dpid),
      [20_556],
    );
    assert.deepEqual(await hashTable('numbers'), {
      '101@demo.test': '101@demo.test',
      '102@demo.test': '102@demo.test',
      '2200@demo.test': 'office@demo.test',
    });
    assert.equal((await hashTable('dids'))['+48221000102'], '102@demo.test');
    assert.deepEqual(await hashTable('trunks'), {
      carrier: 'sip:10.99.0.2:5060;transport=udp',
      'source:10.99.0.2': 'carrier',
      'kind:carrier': 'carrier',
      'redirection:carrier': 'none',
    });
  });

  it('are replaced as a whole', async () => {
    await store.replace([
      sampleTenant({ accounts: tenantContent.accounts.slice(0, 2), publicNumbersVia: undefined }),
    ]);
    assert.deepEqual(await database.query('SELECT username FROM kamailio.subscriber ORDER BY 1'), [
      { username: '101' },
      { username: '102' },
    ]);
    assert.deepEqual(await database.query('SELECT trunk FROM kamailio.domain'), [{ trunk: null }]);
    assert.deepEqual(await database.query('SELECT count(*)::int AS accounts FROM directory.account'), [
      { accounts: 2 },
    ]);
  });

  it('stay what they were where one of them cannot be stored', async () => {
    await store.replace([sampleTenant()]);
    const clashing = sampleTenant({ tenant: 'other' }); // the same domain and numbers
    await assert.rejects(store.replace([clashing, sampleTenant({ tenant: 'third' })]), { code: '23505' });
    assert.deepEqual(await database.query('SELECT name FROM directory.tenant'), [{ name: 'demo' }]);
    assert.deepEqual(await database.query('SELECT tenant FROM kamailio.domain'), [{ tenant: 'demo' }]);
  });

  it('survive that replicas start and write at the same time', async () => {
    const replicas = await Promise.all([
      openTenantStore(database.url, log),
      openTenantStore(database.url, log),
    ]);
    await Promise.all(replicas.flatMap((replica) => [1, 2, 3].map(() => replica.replace([sampleTenant()]))));
    await Promise.all(replicas.map((replica) => replica.close()));
    assert.deepEqual(await database.query('SELECT count(*)::int AS accounts FROM kamailio.subscriber'), [
      { accounts: 3 },
    ]);
  });

  it('hold ten thousand accounts', async () => {
    const accounts = Array.from({ length: 10_000 }, (_, index) => ({
      account: String(100_000 + index),
      password: 'demo-demo',
      name: `Phone ${index}`,
    }));
    const tenant = sampleTenant({ accounts, dids: [] });
    await store.replace([tenant]);
    await store.replace([tenant]);
    assert.deepEqual(await database.query('SELECT count(*)::int AS numbers FROM kamailio.number'), [
      { numbers: 10_000 },
    ]);
  });
});
