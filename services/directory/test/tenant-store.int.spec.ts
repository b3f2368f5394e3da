import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { openTenantStore, type TenantStore } from '../src/adapters/postgres/tenant-store.ts';
import { everyExtension, sampleTenant, tenantContent } from '../src/domain/samples.ts';
import { type Mutable, mutable } from './mutable.ts';
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

  it('may have the longest domain and account that a file may have', async () => {
    const [anna] = tenantContent.accounts;
    const [domain, account] = [`${'d'.repeat(59)}.test`, 'a'.repeat(64)];
    await store.replace([
      sampleTenant({ domain, accounts: [{ ...anna, account, extension: '101' }], dids: [] }),
    ]);
    assert.deepEqual(await database.query('SELECT username, domain FROM kamailio.subscriber'), [
      { username: account, domain },
    ]);
    await store.replace([sampleTenant()]);
  });

  const hashTable = async (name: string) =>
    Object.fromEntries(
      (await database.query(`SELECT key_name, key_value FROM kamailio.${name}`)).map(
        ({ key_name, key_value }) => [key_name, key_value],
      ),
    );

  it('give Kamailio what it routes by', async () => {
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
      '101@demo.test': 'account:101@demo.test',
      '102@demo.test': 'account:102@demo.test',
      '2200@demo.test': 'account:office@demo.test',
    });
    assert.equal((await hashTable('dids'))['+48221000102'], 'account:102@demo.test');
    assert.deepEqual(await hashTable('forwards'), {});
    assert.deepEqual(await hashTable('trunks'), {
      carrier: 'sip:10.99.0.2:5060;transport=udp',
      'source:10.99.0.2': 'carrier',
      'kind:carrier': 'carrier',
      'redirection:carrier': 'none',
    });
  });

  it('give Kamailio every kind of target, forwards, credentials of trunks and the fixed caller ID', async () => {
    const [anna, ...others] = tenantContent.accounts;
    await store.replace([
      sampleTenant({
        ...everyExtension,
        accounts: [{ ...anna, forward: { to: '+48600100200', when: ['no-answer', 'busy'] } }, ...others],
        callerId: { show: 'fixed', number: '+48221000101' },
      }),
    ]);
    const numbers = await hashTable('numbers');
    const [group, night, pbx, partner] = [
      'group:101@demo.test,102@demo.test',
      'public:+48600100201',
      'trunk:branch:20',
      'uri:sip:anna@partner.example',
    ];
    assert.deepEqual(
      [300, 310, 311, 312, 313, 314].map((extension) => numbers[`${extension}@demo.test`]),
      [group, 'account:102@demo.test', night, pbx, partner, group],
    );
    const dids = await hashTable('dids');
    assert.deepEqual(
      [300, 310, 311, 312, 313].map((end) => dids[`+48221000${end}`]),
      [group, 'account:102@demo.test', night, pbx, partner],
    );
    assert.equal(dids['domain:+48221000313'], 'demo.test');
    assert.equal(dids['account:102@demo.test'], '+48221000102');
    assert.deepEqual(await hashTable('forwards'), {
      '101@demo.test:no-answer': '+48600100200',
      '101@demo.test:busy': '+48600100200',
    });
    const trunks = await hashTable('trunks');
    assert.deepEqual(
      ['kind', 'domain', 'username', 'password', 'redirection'].map((key) => trunks[`${key}:branch`]),
      ['pbx', 'demo.test', 'cordboard', 'branch-secret', 'none'],
    );
    assert.equal(trunks.branch, 'sip:10.99.0.3:5060;transport=tcp');
    assert.equal((await hashTable('domains'))['fixed:demo.test'], '+48221000101');
  });

  it('are kept with all that they have set, but for the credentials of trunks', async () => {
    const kept = async (sql: string) => (await database.query(sql))[0];
    assert.deepEqual(
      await kept(
        "SELECT peer_display, forward_to, forward_when FROM directory.account WHERE extension = '101'",
      ),
      { peer_display: 'none', forward_to: '+48600100200', forward_when: ['no-answer', 'busy'] },
    );
    assert.deepEqual(await kept("SELECT extension FROM directory.did WHERE number = '+48221000310'"), {
      extension: '310',
    });
    assert.deepEqual(
      await kept("SELECT settings -> 'callerId' ->> 'number' AS number FROM directory.tenant"),
      { number: '+48221000101' },
    );
    const everything = await kept("SELECT schema_to_xml('directory', true, false, '')::text AS content");
    assert.doesNotMatch(String(everything?.content), /branch-secret/);
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

  it('end the registrations of accounts that are gone or have another password, and say whose', async () => {
    const [anna, berta, office] = tenantContent.accounts;
    await store.replace([sampleTenant()]);
    await database.query(`INSERT INTO kamailio.location (ruid, username, domain, contact) VALUES
      ('1', '101', 'demo.test', 'sip:101@10.99.0.7'), ('2', '102', 'demo.test', 'sip:102@10.99.0.7'),
      ('3', 'office', 'demo.test', 'sip:office@10.99.0.7')`);
    const accounts = [
      { ...anna, name: 'Anna Nowak' },
      { ...berta, password: 'another-one' },
    ];
    assert.deepEqual(await store.replace([sampleTenant({ accounts })]), [
      '102@demo.test',
      `${office?.account}@demo.test`,
    ]);
    assert.deepEqual(await database.query('SELECT username FROM kamailio.location'), [{ username: '101' }]);
    assert.deepEqual(await store.replace([sampleTenant({ accounts })]), []);
    await database.query('DELETE FROM kamailio.location');
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

  describe('where PostgreSQL accepts and says nothing', () => {
    const impatient = { startMs: 1_000, connectMs: 300, statementMs: 1_000, answerMs: 200 };
    let way: Mutable;
    let there: string;
    beforeEach(async () => {
      const url = new URL(database.url);
      way = await mutable(Number(url.port));
      url.port = String(way.port);
      there = url.href;
    });
    afterEach(() => way.close());

    it('are given up at the start', async () => {
      way.mute();
      await assert.rejects(openTenantStore(there, log, impatient), /timeout/);
    });

    it('are given up on a connection that there is and on a new one, and stored when it speaks again', async () => {
      const mute = await openTenantStore(there, log, impatient);
      way.mute();
      await assert.rejects(mute.replace([sampleTenant()]), /timeout/);
      await assert.rejects(mute.replace([sampleTenant()]), /timeout/);
      way.unmute();
      await mute.replace([sampleTenant({ accounts: tenantContent.accounts.slice(0, 2) })]);
      await mute.close();
      assert.deepEqual(await database.query('SELECT count(*)::int AS accounts FROM kamailio.subscriber'), [
        { accounts: 2 },
      ]);
    });
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

  it('take the place of those that an older version has stored', async () => {
    const first = await readFile(new URL('../../migrations/001-tenants.sql', import.meta.url), 'utf8');
    await database.query(`
      DROP SCHEMA directory CASCADE;
      CREATE SCHEMA directory;
      CREATE TABLE directory.migration (name TEXT PRIMARY KEY, run_at TIMESTAMPTZ NOT NULL DEFAULT now());
      ${first}
      INSERT INTO directory.migration (name) VALUES ('001-tenants.sql');
      INSERT INTO directory.tenant VALUES ('demo', 'demo.test', 'PL', 'telecube', 30000, NULL);
      INSERT INTO directory.account VALUES ('demo', '101@demo.test', '101', 'Anna', 'en', '');
      INSERT INTO directory.trunk VALUES ('demo', 'carrier', '10.99.0.2:5060', 'udp');
      INSERT INTO directory.did VALUES ('demo', '+48221000101', '101@demo.test')`);
    const newer = await openTenantStore(database.url, log);
    await newer.replace([sampleTenant(everyExtension)]);
    await newer.close();
    assert.deepEqual(await database.query('SELECT count(*)::int AS extensions FROM directory.extension'), [
      { extensions: 9 },
    ]);
  });
});
