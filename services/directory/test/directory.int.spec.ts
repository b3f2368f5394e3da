import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { directory as contract } from '@cordboard/contracts';
import { KamailioFault } from '@cordboard/kamailio-jsonrpc';
import { type Bus, connectBus } from '@cordboard/messaging';
import { until } from '@cordboard/messaging/testing/until';
import { grpcClient, type RpcClient } from '@cordboard/service';
import { kamailio } from './kamailio.ts';
import { mutable } from './mutable.ts';
import { type Postgres, postgres } from './postgres.ts';
import { freePort, type Process, start } from './process.ts';

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const main = file('dist/src/main.js');
const secret = 'kept between us';

/** The countries' numbers as dialplans: PL, RU, US and DE, 256 to the letter. */
const [poland, russia, america, germany] = [20_556, 21_077, 21_843, 17_477];

const manyAccounts = Array.from(
  { length: 10_000 },
  (_, n) => `  - { account: '${10_000 + n}', password: secret-${n}, name: Person ${n} }`,
).join('\n');

describe('directory as a process', function () {
  this.timeout(40_000);
  let folder: string;
  let tenantFile: string;
  let demo: string;
  let database: Postgres;
  let nats: Process;
  let bus: Bus;
  let kamailioPort: number;
  let env: NodeJS.ProcessEnv;
  let service: Process;
  let client: RpcClient<contract.DirectoryServiceService>;

  const write = async (text: string) => {
    await writeFile(`${tenantFile}.new`, text);
    await rename(`${tenantFile}.new`, tenantFile);
  };
  const nameOf = async (dialled: string) => {
    const { result } = await client.resolveTarget({ account: '101@demo.test', dialled });
    return result?.$case === 'target' ? result.value.displayName : result?.value;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'directory-'));
    tenantFile = join(folder, 'demo.yaml');
    demo = await readFile(file('../../tenants/demo.yaml'), 'utf8');
    await cp(file('../../profiles'), join(folder, 'profiles'), { recursive: true });
    database = await postgres();
    const natsPort = await freePort();
    nats = start([
      'nats-server',
      '-a',
      '127.0.0.1',
      '-p',
      String(natsPort),
      '-js',
      '-sd',
      join(folder, 'nats'),
    ]);
    bus = await connectBus({ servers: `127.0.0.1:${natsPort}`, name: 'spec' });
    kamailioPort = await freePort();
    env = {
      GRPC_LISTEN: `127.0.0.1:${await freePort()}`,
      HEALTH_LISTEN: `127.0.0.1:${await freePort()}`,
      TENANT_FILES: tenantFile,
      PROFILE_DIR: join(folder, 'profiles'),
      POSTGRES_URL: database.url,
      NATS_URL: `127.0.0.1:${natsPort}`,
      KAMAILIO_NODES: `n1=http://127.0.0.1:${kamailioPort}/RPC`,
      KAMAILIO_SECRET: secret,
    };
  });
  after(async () => {
    await bus.close();
    await nats.end('SIGTERM');
    await database.remove();
    await rm(folder, { recursive: true });
  });

  /** Listen from now on. @returns what waits for the next tenant that the services are told of. */
  const listen = async (): Promise<() => Promise<{ subject: string; tenant: string }>> => {
    const messages = bus.nc.subscribe('directory.*.changed', { max: 1 });
    await bus.nc.flush();
    return async () => {
      for await (const message of messages) {
        return { subject: message.subject, tenant: message.json<{ tenant: string }>().tenant };
      }
      throw new Error('NATS is away');
    };
  };

  beforeEach(async () => {
    await write(demo);
    const announced = await listen();
    service = start([process.execPath, main], env);
    client = grpcClient(contract.DirectoryServiceClient, env.GRPC_LISTEN ?? '');
    await service.said(/"started"/);
    await announced(); // which may be after the start, once NATS is there
  });
  afterEach(async () => {
    client.close();
    await service.end('SIGKILL');
  });

  it('answers what the demo tenant is, and ends with 0', async () => {
    assert.deepEqual(await client.listTenants({}), {
      tenants: [{ name: 'demo', sipDomain: 'demo.test', accounts: 6 }],
    });
    const { account } = await client.getAccount({ account: '101@demo.test' });
    assert.deepEqual(JSON.parse(JSON.stringify(account)), {
      account: '101@demo.test',
      tenant: 'demo',
      extension: '101',
      displayName: 'Anna Nowak',
      language: 'pl',
      profile: {
        name: 'telecube',
        startAttended: '*',
        startBlind: '##',
        return: '**',
        conference: '',
        terminator: '#',
        pickup: '*8',
        pickupAny: '',
        calls: ['incoming', 'outgoing', 'api'],
        interdigitMs: 1_000,
        numberTimeoutMs: 3_000,
        firstDigitMs: 10_000,
        attempts: 3,
      },
      transfer: {
        ringTimeoutMs: 30_000,
        incoming: {},
        outgoing: {},
        callerId: { show: 'transferor', number: '' },
        maxOffNetLegs: 0,
        showsPeers: false,
      },
      peerDisplay: 'none',
    });
    assert.equal(await nameOf('+48221000103'), 'Celina Maj');
    assert.equal(await nameOf('10'), 'REFUSAL_INCOMPLETE');
    await assert.rejects(client.getAccount({ account: '199@demo.test' }), { code: 'NOT_FOUND' });
    assert.equal(await service.end('SIGTERM'), 0);
  });

  it('puts a changed file in force at once, tells the services and every Kamailio, which may have been away', async () => {
    const announced = await listen();
    await write(
      demo
        .replace('Celina Maj', 'Celina Kos')
        .replace("account: '104'", "account: '104', extension: '204'")
        .replace("extension: '104'", "extension: '204'"),
    );
    assert.deepEqual(await announced(), { subject: 'directory.demo.changed', tenant: 'demo' });
    assert.equal(await nameOf('103'), 'Celina Kos');
    const node = await kamailio(kamailioPort, database.url, secret);
    await service.said(/read the tables again/);
    assert.equal(await node.lookup('numbers', '204@demo.test'), 'account:104@demo.test');
    assert.equal(await node.translate(poland, '600100200'), '+48600100200');

    await write(demo);
    await until(
      'Kamailio reads the tables again',
      async () => (await node.lookup('numbers', '204@demo.test')) === undefined,
    );
    assert.equal(await node.lookup('numbers', '104@demo.test'), 'account:104@demo.test');

    // 101 is an emergency number in some
    const elsewhere = demo
      .replaceAll(/extension: '1(0\d)'/g, "extension: '2$1'")
      .replaceAll(/account: '1(0\d)'/g, "account: '1$1', extension: '2$1'");
    const dialAsIn = async (country: string, plan: number) => {
      await write(elsewhere.replace('country: PL', `country: ${country}`));
      await until(
        `Kamailio dials as in ${country}`,
        async () => (await node.lookup('domains', 'dialplan:demo.test')) === String(plan),
      );
    };
    await dialAsIn('RU', russia);
    assert.equal(await node.translate(russia, '89161234567'), '+79161234567');
    assert.equal(await node.translate(russia, '87011234567'), '+77011234567');
    await dialAsIn('US', america);
    assert.equal(await node.translate(america, '14165550100'), '+14165550100');
    assert.equal(await node.translate(america, '2125550100'), '+12125550100');
    await dialAsIn('DE', germany);
    assert.equal(await node.translate(germany, '110'), '110');
    assert.equal(await node.translate(germany, '030901820'), '+4930901820');
    assert.equal(await node.translate(germany, '4930901820'), '+4930901820');
    await assert.rejects(node.translate(germany, '403000'), KamailioFault);
    await node.stop();
  });

  it('ends the registrations of accounts that are gone or have another password', async () => {
    const node = await kamailio(kamailioPort, database.url, secret);
    try {
      const [anna, berta, celina] = ['101@demo.test', '102@demo.test', '103@demo.test'] as const;
      for (const account of [anna, berta, celina]) await node.register(account);
      assert(await node.isRegistered(berta));
      await write(
        demo
          .replace('demo-101', 'another-one')
          .replace(/^.*account: '102'.*\n/m, '')
          .replace(/^.*extension: '102'.*\n/m, ''),
      );
      for (const account of [anna, berta]) {
        await until(`the phone of ${account} is forgotten`, async () => !(await node.isRegistered(account)));
      }
      assert(await node.isRegistered(celina));
    } finally {
      await node.stop();
    }
  });

  it('lets an operator write a profile of his own and use it at once, for phones and for mobiles', async () => {
    const own = (content: string) => writeFile(join(folder, 'profiles/own.yaml'), content);
    await own(
      "profile: own\ncodes:\n  startBlind: '*2'\n  return: '*0'\n  conference: '*3'\n  terminator: '*'\n",
    );
    assert.match(
      await service.said(/bad files/),
      /own\.yaml:5: codes\.conference = \\"\*3\\": can never be reached: without startAttended/,
    );
    await own(
      "{ profile: own, codes: { startAttended: '*1', startBlind: '*2', return: '*0', conference: '*3', terminator: '*' }, calls: [incoming] }",
    );
    await write(
      `${demo.replace('profile: telecube', 'profile: own')}mobileProfile: mobile\ntimings: { attempts: 2 }\n`,
    );
    await service.said(/"changed":\["demo"\]/);
    const { account } = await client.getAccount({ account: '101@demo.test' });
    assert.deepEqual(account?.profile, {
      name: 'own',
      startAttended: '*1',
      startBlind: '*2',
      return: '*0',
      conference: '*3',
      terminator: '*',
      pickup: '',
      pickupAny: '',
      calls: ['incoming'],
      interdigitMs: 1_000,
      numberTimeoutMs: 3_000,
      firstDigitMs: 10_000,
      attempts: 2,
    });
    assert.deepEqual([account?.mobileProfile?.startAttended, account?.mobileProfile?.attempts], ['*#', 2]);
  });

  it('tells what a transfer needs: policies by direction and cause, caller ID, limits, targets of every kind', async () => {
    await write(`${demo}
callerId: { show: fixed, number: '+48221000101' }
peerDisplay: update
dialling: { barred: ['+4869'], maxOffNetLegs: 2 }
transfer:
  incoming:
    any: { action: return, toTransferor: { recording: sorry }, toTransferee: { text: Nikt nie odbiera }, ifUnanswered: route-again }
    busy: { action: apologise, message: { text: Zajęte } }
  outgoing:
    noAnswer: { action: voicemail, mailbox: '102', greeting: { recording: greeting } }
groups: [{ extension: '300', name: Sales, members: ['101', '102'] }]
`);
    await service.said(/"changed":\["demo"\]/);
    const { account } = await client.getAccount({ account: '101@demo.test' });
    assert.equal(account?.peerDisplay, 'update');
    assert.deepEqual(JSON.parse(JSON.stringify(account?.transfer)), {
      ringTimeoutMs: 30_000,
      incoming: {
        any: {
          action: {
            $case: 'returnToTransferor',
            value: {
              toTransferor: { source: { $case: 'recording', value: 'sorry' } },
              toTransferee: { source: { $case: 'text', value: 'Nikt nie odbiera' } },
              ringTimeoutMs: 20_000,
              ifUnanswered: 'route-again',
            },
          },
        },
        busy: {
          action: {
            $case: 'apologise',
            value: { message: { source: { $case: 'text', value: 'Zajęte' } } },
          },
        },
      },
      outgoing: {
        noAnswer: {
          action: {
            $case: 'voicemail',
            value: { mailbox: '102', greeting: { source: { $case: 'recording', value: 'greeting' } } },
          },
        },
      },
      callerId: { show: 'fixed', number: '+48221000101' },
      maxOffNetLegs: 2,
      showsPeers: true,
    });
    const resolve = async (dialled: string) =>
      (await client.resolveTarget({ account: '101@demo.test', dialled })).result?.value;
    assert.deepEqual(await resolve('300'), {
      kind: 'TARGET_KIND_GROUP',
      requestUri: 'sip:300@demo.test',
      number: '300',
      displayName: 'Sales',
      offNet: false,
    });
    assert.deepEqual(await resolve('sip:103@10.99.0.1'), {
      kind: 'TARGET_KIND_ACCOUNT',
      requestUri: 'sip:103@demo.test',
      number: '103',
      displayName: 'Celina Maj',
      offNet: false,
    });
    assert.equal(await resolve('690100200'), 'REFUSAL_NOT_ALLOWED');
  });

  it('keeps what was in force where a file has become bad, and says where', async () => {
    await write(demo.replace("account: '103', password: demo-103", "account: '102', password: demo-103"));
    assert.match(
      await service.said(/bad files/),
      /demo\.yaml:15: accounts\[2\]\.account = \\"102\\": must be this account once only/,
    );
    assert.equal(await nameOf('103'), 'Celina Maj');
  });

  it('puts in force what a link leads to, a directory that was made anew, and a file behind a link', async () => {
    await service.end('SIGTERM');
    const at = (path: string) => join(folder, path);
    const named = (name: string) => demo.replace('Celina Maj', name);
    const inForce = (name: string) =>
      until(`${name} is in force`, async () => (await nameOf('103')) === name);
    for (const release of ['one', 'two']) {
      await mkdir(at(release));
      await writeFile(at(`${release}/demo.yaml`), named(`Celina ${release}`));
    }
    await symlink('one', at('now'));
    service = start([process.execPath, main], { ...env, TENANT_FILES: at('now/demo.yaml') });
    await service.said(/"started"/);
    await inForce('Celina one');

    await symlink('two', at('next'));
    await rename(at('next'), at('now'));
    await inForce('Celina two');

    await mkdir(at('next'));
    await writeFile(at('behind.yaml'), named('Celina three'));
    await symlink(at('behind.yaml'), at('next/demo.yaml'));
    await rename(at('now'), at('before'));
    await rename(at('next'), at('now'));
    await inForce('Celina three');

    await writeFile(at('behind.yaml'), named('Celina four'));
    await inForce('Celina four');
  });

  it('answers while it reads a file with very many accounts', async () => {
    const began = performance.now();
    await write(demo.replace('accounts:', `accounts:\n${manyAccounts}`).replace('Celina Maj', 'Celina Duda'));
    let [answered, longest] = [began, 0];
    while ((await nameOf('103')) !== 'Celina Duda') {
      const now = performance.now();
      [answered, longest] = [now, Math.max(longest, now - answered)];
    }
    const whole = performance.now() - began;
    assert.ok(longest < whole / 3, `said nothing for ${longest} of ${whole} ms`);
  });

  it('reloads on SIGHUP', async () => {
    service.signal('SIGHUP');
    await write(demo.replace('Celina Maj', 'Celina Kos'));
    service.signal('SIGHUP');
    await service.said(/"changed":\["demo"\]/);
    assert.equal(await nameOf('103'), 'Celina Kos');
  });

  it('answers while the database is away, and stores a change when it is back', async () => {
    await database.stop();
    try {
      await write(demo.replace('Celina Maj', 'Celina Kos'));
      await service.said(/cannot load/);
      assert.equal(await nameOf('103'), 'Celina Maj');
    } finally {
      await database.start();
    }
    await service.said(/"changed":\["demo"\]/);
    assert.equal(await nameOf('103'), 'Celina Kos');
  });

  it('says that the database accepts and says nothing, and stores a change when it speaks again', async () => {
    await service.end('SIGTERM');
    const url = new URL(database.url);
    const way = await mutable(Number(url.port));
    url.port = String(way.port);
    try {
      service = start([process.execPath, main], { ...env, POSTGRES_URL: url.href });
      await service.said(/"started"/);
      way.cut();
      await write(demo.replace('Celina Maj', 'Celina Kos'));
      await service.said(/cannot load/);
      assert.equal(await nameOf('103'), 'Celina Maj');
      way.unmute();
      await service.said(/"changed":\["demo"\]/);
      assert.equal(await nameOf('103'), 'Celina Kos');
    } finally {
      await way.close();
    }
  });

  it('does not start with a bad file, and says in one line where it is bad', async () => {
    await service.end('SIGTERM');
    await write(demo.replace('demo-103', 'short'));
    const second = start([process.execPath, main], env);
    assert.equal(await second.ended, 1);
    assert.deepEqual(
      second.lines.map((line) => JSON.parse(line).msg),
      [
        `cannot start: ${tenantFile}:15: accounts[2].password = (hidden): must be 8 to 128 characters of ASCII`,
      ],
    );
  });

  it('starts without NATS and Kamailio', async () => {
    await service.end('SIGTERM');
    const alone = start([process.execPath, main], { ...env, NATS_URL: `127.0.0.1:${await freePort()}` });
    await alone.said(/"started"/);
    assert.equal(await nameOf('103'), 'Celina Maj');
    assert.equal(await alone.end('SIGTERM'), 0);
  });
});
