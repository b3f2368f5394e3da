import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KamailioJsonRpc } from '../src/index.ts';
import { Facts } from './facts.ts';
import { Phone } from './phone.ts';
import { Postgres } from './postgres.ts';
import { freePort, Process } from './process.ts';
import { md5 } from './sip-message.ts';
import { SipPeer } from './sip-peer.ts';
import { tcp, udp } from './transports.ts';

// From dist/test back to the repository.
const deploy = fileURLToPath(new URL('../../../../deploy/', import.meta.url));

/** The configuration that ships. */
export const CONFIG = join(deploy, 'kamailio/kamailio.cfg');

const SECRET = 'rpc-secret';
const ORIGINATION_SECRET = 'origination-secret';

/** Addresses of the simulated carrier and of another PBX; the phones and Kamailio are on 127.0.0.1. */
const CARRIER = { host: '127.0.0.2', port: 5060 };
const BRANCH = { host: '127.0.0.3', port: 5060 };

/** What the PBX asks us for. */
export const BRANCH_CREDENTIALS = { username: 'cordboard', password: 'branch-secret' };

/** What the tests share: real Kamailio with the configuration that ships, real PostgreSQL, NATS and rtpengine. */
export class Stack {
  readonly sip: { host: string; port: number };
  readonly rpcUrl: string;
  readonly rpc: KamailioJsonRpc;
  readonly facts: Facts;
  readonly secret = SECRET;
  readonly originationSecret = ORIGINATION_SECRET;
  readonly kamailio: Process;
  readonly rtpengine: Process;
  /** Port of rtpengine's ng protocol. */
  readonly ngPort: number;
  /** What Kamailio was started with. */
  readonly env: NodeJS.ProcessEnv;
  readonly #postgres: Postgres;
  readonly #resources: AsyncDisposableStack;
  readonly #open: { close(): void }[] = [];
  readonly #registered: Phone[] = [];

  private constructor(
    ports: { sip: number; rpc: number; ng: number },
    env: NodeJS.ProcessEnv,
    facts: Facts,
    servers: { kamailio: Process; rtpengine: Process; postgres: Postgres },
    resources: AsyncDisposableStack,
  ) {
    this.sip = { host: '127.0.0.1', port: ports.sip };
    this.rpcUrl = `http://127.0.0.1:${ports.rpc}/RPC`;
    this.rpc = new KamailioJsonRpc({ url: this.rpcUrl, secret: SECRET });
    this.facts = facts;
    this.kamailio = servers.kamailio;
    this.rtpengine = servers.rtpengine;
    this.#postgres = servers.postgres;
    this.ngPort = ports.ng;
    this.env = env;
    this.#resources = resources;
  }

  /** @param settings - Of Kamailio, where they differ. */
  static async start(settings: NodeJS.ProcessEnv = {}): Promise<Stack> {
    await using resources = new AsyncDisposableStack();
    const directory = resources.adopt(mkdtempSync(join(tmpdir(), 'cordboard-kamailio-')), async (path) =>
      rmSync(path, { recursive: true }),
    );
    chmodSync(directory, 0o755); // for PostgreSQL's own user
    const run = (command: readonly [string, ...string[]], env?: NodeJS.ProcessEnv): Process =>
      resources.adopt(new Process(command, env), (process) => process.stop());
    const ports = {
      nats: await freePort(),
      ng: await freePort(),
      dtmf: await freePort(),
      sip: await freePort(),
      rpc: await freePort(),
    };

    const postgres = resources.adopt(await Postgres.start(directory), (server) => server.stop());
    for (const _ of ['create', 'again']) postgres.file(join(deploy, 'postgres/kamailio.sql'));
    postgres.sql(tenant);
    await run(['nats-server', '-a', '127.0.0.1', '-p', `${ports.nats}`]).accepting('127.0.0.1', ports.nats);
    const facts = resources.adopt(await Facts.subscribe(`127.0.0.1:${ports.nats}`), (it) => it.close());
    const ng = `--listen-ng=127.0.0.1:${ports.ng}`;
    const digits = `--dtmf-log-dest=127.0.0.1:${ports.dtmf}`;
    const rtpengine = run([
      'rtpengine',
      '--config-file=none',
      '-f',
      '-E',
      '--table=-1',
      '--interface=127.0.0.1',
      ng,
      digits,
    ]);
    await rtpengine.saying(/Startup complete/);
    const env = {
      KAMAILIO_SIP_HOST: '127.0.0.1',
      KAMAILIO_SIP_PORT: `${ports.sip}`,
      KAMAILIO_RPC_PORT: `${ports.rpc}`,
      KAMAILIO_SECRET: SECRET,
      ORIGINATION_SECRET,
      KAMAILIO_NATS_URL: `nats://127.0.0.1:${ports.nats}`,
      KAMAILIO_DB_URL: postgres.url,
      KAMAILIO_RTPENGINE: `udp:127.0.0.1:${ports.ng}`,
      KAMAILIO_DTMF_EVENTS: `127.0.0.1:${ports.dtmf}`,
      KAMAILIO_LOG_LEVEL: '2',
      KAMAILIO_UDP_CHILDREN: '2',
      KAMAILIO_TCP_CHILDREN: '2',
      ...settings,
    };
    const kamailio = run(
      ['kamailio', '-DD', '-E', '-M', '64', '-w', directory, '-Y', directory, '-f', CONFIG],
      env,
    );
    await running(kamailio, ports.rpc);
    return new Stack(ports, env, facts, { kamailio, rtpengine, postgres }, resources.move());
  }

  /** Kamailio ends, and starts anew remembering nothing but registrations. */
  async restartKamailio(): Promise<void> {
    await this.kamailio.restart();
    await running(this.kamailio, Number(new URL(this.rpcUrl).port));
  }

  /** A phone that is not registered yet, by UDP unless another way is given. */
  async phone(user: string, { domain, peer }: { domain?: string; peer?: SipPeer } = {}): Promise<Phone> {
    return new Phone(peer ?? (await this.peer()), user, domain);
  }

  /** A phone that is. */
  async registered(user: string, peer?: SipPeer): Promise<Phone> {
    const phone = await this.phone(user, peer && { peer });
    const { status, startLine } = await phone.register();
    if (status !== 200) throw new Error(`${user} cannot register: ${startLine}`);
    this.#registered.push(phone);
    return phone;
  }

  /** 101, Anna, and 103, Celina, talk to each other in a plain call. */
  async talking() {
    const [anna, celina] = await Promise.all([this.registered('101'), this.registered('103')]);
    const callId = await anna.invite('sip:103@demo.test');
    const invite = await celina.peer.nextRequest('INVITE');
    celina.answer(invite);
    const dialog = anna.acknowledge(await anna.peer.nextResponse(200, 'INVITE'));
    await celina.peer.nextRequest('ACK');
    await this.facts.next('dialog', { sipCallId: callId, state: 'answered' });
    return { anna, celina, callId, dialog, calleeDialog: celina.dialogOf(invite) };
  }

  /** The simulated carrier, in the place of a phone. */
  carrier(): Promise<Phone> {
    return this.#at(CARRIER, 'carrier');
  }

  /** The other PBX of the tenant. */
  branch(): Promise<Phone> {
    return this.#at(BRANCH, 'branch');
  }

  async #at(address: { host: string; port: number }, user: string): Promise<Phone> {
    return new Phone(this.#opened(new SipPeer(await udp(this.sip, address))), user, address.host);
  }

  /** PostgreSQL stands still. @returns what lets it go on. */
  freezeDatabase(): () => void {
    return this.#postgres.freeze();
  }

  /** Put SQL into force, as directory does. */
  async configure(sql: string): Promise<void> {
    this.#postgres.sql(sql);
    for (const table of ['domains', 'numbers', 'dids', 'trunks', 'forwards']) {
      await this.rpc.reloadHashTable(table);
    }
  }

  async peer(): Promise<SipPeer> {
    return this.#opened(new SipPeer(await udp(this.sip)));
  }

  /** A peer that knows only an address behind a NAT. */
  async peerBehindNat(): Promise<SipPeer> {
    return this.#opened(new SipPeer(await udp(this.sip), '192.168.7.7:5062'));
  }

  /** A peer that can be reached over the connection that it made, and nowhere else. */
  async tcpPeer(): Promise<SipPeer> {
    return this.#opened(new SipPeer(await tcp(this.sip), '127.0.0.1:9'));
  }

  #opened(peer: SipPeer): SipPeer {
    this.#open.push(peer);
    return peer;
  }

  /** Log the phones of one test out and close them. Call it after each test, with what Kamailio said if that failed. */
  async hangUp(test?: { state?: string | undefined }): Promise<void> {
    if (test?.state === 'failed') console.error(this.kamailio.log);
    await Promise.all(this.#registered.splice(0).map((phone) => phone.unregister()));
    for (const peer of this.#open.splice(0)) peer.close();
  }

  async stop(): Promise<void> {
    await this.hangUp();
    await this.rpc.close();
    await this.#resources.disposeAsync();
  }
}

const running = async (kamailio: Process, rpcPort: number): Promise<void> => {
  await kamailio.saying(/dtmf event listener started/);
  await kamailio.accepting('127.0.0.1', rpcPort);
};

const users = [101, 102, 103, 104, 105, 106];
const ha1 = (user: number) => md5(`${user}:demo.test:demo-${user}`);

const tenant = `
  INSERT INTO kamailio.trunk (name, host, port) VALUES ('carrier', '${CARRIER.host}', ${CARRIER.port});
  INSERT INTO kamailio.trunk (name, host, port, kind, domain, username, password) VALUES
    ('branch', '${BRANCH.host}', ${BRANCH.port}, 'pbx', 'demo.test', '${BRANCH_CREDENTIALS.username}', '${BRANCH_CREDENTIALS.password}');
  INSERT INTO kamailio.domain (domain, tenant, trunk, country) VALUES ('demo.test', 'demo', 'carrier', 'PL'), ('other.test', 'other', NULL, NULL);
  INSERT INTO kamailio.dialling_rule VALUES
    ('PL', 0, '^(112|997|998|999)$', '\\1'),
    ('PL', 1, '^([1-9][0-9]{8})$', '+48\\1'),
    ('PL', 2, '^(?:\\+|00)([1-9]\\d{6,14})$', '+\\1');
  INSERT INTO kamailio.subscriber (username, domain, ha1) VALUES ${users.map((user) => `('${user}', 'demo.test', '${ha1(user)}')`)};
  INSERT INTO kamailio.number VALUES ${users.map((user) => `('demo.test', '${user}', 'account:${user}@demo.test')`)},
    ('demo.test', '300', 'group:101@demo.test,102@demo.test,103@demo.test'),
    ('demo.test', '310', 'public:+48600100201'), ('demo.test', '320', 'trunk:branch:20'),
    ('demo.test', '330', 'uri:sip:bob@10.99.0.9:5070');
  INSERT INTO kamailio.did (number, target, domain) VALUES
    ${users.map((user) => `('+48221000${user}', 'account:${user}@demo.test', 'demo.test')`)},
    ('+48221000300', 'group:101@demo.test,102@demo.test,103@demo.test', 'demo.test'),
    ('+48221000310', 'public:+48600100201', 'demo.test');
`;
