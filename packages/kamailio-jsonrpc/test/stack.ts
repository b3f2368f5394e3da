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

// From dist/test back to the repository.
const deploy = fileURLToPath(new URL('../../../../deploy/', import.meta.url));

/** Address of the simulated carrier; the phones and Kamailio are on 127.0.0.1. */
const CARRIER = { host: '127.0.0.2', port: 5060 };

/** What the tests share: real Kamailio with the configuration that ships, real PostgreSQL, NATS and rtpengine. */
export class Stack {
  readonly sip: { host: string; port: number };
  readonly rpcUrl: string;
  readonly rpc: KamailioJsonRpc;
  readonly facts: Facts;
  readonly secret = 'rpc-secret';
  readonly originationSecret = 'origination-secret';
  readonly kamailio: Process;
  readonly #servers: readonly { stop(): Promise<void> }[];
  readonly #directory: string;
  readonly #open: { close(): void }[] = [];
  readonly #registered: Phone[] = [];

  private constructor(parts: {
    sipPort: number;
    rpcPort: number;
    facts: Facts;
    kamailio: Process;
    servers: readonly { stop(): Promise<void> }[];
    directory: string;
  }) {
    this.sip = { host: '127.0.0.1', port: parts.sipPort };
    this.rpcUrl = `http://127.0.0.1:${parts.rpcPort}/RPC`;
    this.rpc = new KamailioJsonRpc({ url: this.rpcUrl, secret: this.secret });
    this.facts = parts.facts;
    this.kamailio = parts.kamailio;
    this.#servers = parts.servers;
    this.#directory = parts.directory;
  }

  static async start(): Promise<Stack> {
    const directory = mkdtempSync(join(tmpdir(), 'cordboard-kamailio-'));
    chmodSync(directory, 0o755);
    const [natsPort, ngPort, dtmfPort, sipPort, rpcPort] = await Promise.all([
      freePort(),
      freePort(),
      freePort(),
      freePort(),
      freePort(),
    ]);
    const postgres = await Postgres.start(directory);
    for (const _ of ['create', 'again']) postgres.file(join(deploy, 'postgres/kamailio.sql'));
    postgres.sql(tenant);
    const nats = new Process(['nats-server', '-a', '127.0.0.1', '-p', `${natsPort}`]);
    await nats.accepting('127.0.0.1', natsPort);
    const facts = await Facts.subscribe(`127.0.0.1:${natsPort}`);
    const rtpengine = new Process([
      'rtpengine',
      '--config-file=none',
      '--foreground',
      '--log-stderr',
      '--table=-1',
      '--interface=127.0.0.1',
      `--listen-ng=127.0.0.1:${ngPort}`,
      `--dtmf-log-dest=127.0.0.1:${dtmfPort}`,
      '--num-threads=2',
    ]);
    const kamailio = new Process(
      [
        'kamailio',
        '-DD',
        '-E',
        '-m',
        '64',
        '-w',
        directory,
        '-Y',
        directory,
        '-f',
        join(deploy, 'kamailio/kamailio.cfg'),
      ],
      {
        KAMAILIO_SIP_HOST: '127.0.0.1',
        KAMAILIO_SIP_PORT: `${sipPort}`,
        KAMAILIO_RPC_PORT: `${rpcPort}`,
        KAMAILIO_SECRET: 'rpc-secret',
        ORIGINATION_SECRET: 'origination-secret',
        NATS_URL: `nats://127.0.0.1:${natsPort}`,
        KAMAILIO_DB_URL: postgres.url,
        KAMAILIO_RTPENGINE: `udp:127.0.0.1:${ngPort}`,
        KAMAILIO_DTMF_EVENTS: `127.0.0.1:${dtmfPort}`,
        KAMAILIO_UDP_CHILDREN: '2',
        KAMAILIO_TCP_CHILDREN: '2',
      },
    );
    await kamailio.accepting('127.0.0.1', rpcPort);
    return new Stack({
      sipPort,
      rpcPort,
      facts,
      kamailio,
      directory,
      servers: [kamailio, rtpengine, nats, postgres],
    });
  }

  /** A phone that is not registered yet. */
  async phone(user: string, domain?: string): Promise<Phone> {
    return new Phone(await this.peer(), user, domain);
  }

  /** A phone that is. */
  async registered(user: string): Promise<Phone> {
    const phone = await this.phone(user);
    const { status, startLine } = await phone.register();
    if (status !== 200) throw new Error(`${user} cannot register: ${startLine}`);
    this.#registered.push(phone);
    return phone;
  }

  /** The simulated carrier, in the place of a phone. */
  async carrier(): Promise<Phone> {
    const peer = await SipPeer.open(this.sip, CARRIER.host, CARRIER.port);
    this.#open.push(peer);
    return new Phone(peer, 'carrier', CARRIER.host);
  }

  async peer(): Promise<SipPeer> {
    const peer = await SipPeer.open(this.sip);
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
    await this.facts.close();
    for (const server of this.#servers) await server.stop();
    rmSync(this.#directory, { recursive: true });
  }
}

const users = [101, 102, 103, 104, 105, 106];
const ha1 = (user: number) => md5(`${user}:demo.test:demo-${user}`);

const tenant = `
  INSERT INTO kamailio.trunk VALUES ('carrier', '${CARRIER.host}', ${CARRIER.port}, 'udp');
  INSERT INTO kamailio.domain VALUES ('demo.test', 'demo', 'carrier'), ('other.test', 'other', NULL);
  INSERT INTO kamailio.subscriber (username, domain, ha1) VALUES ${users.map((user) => `('${user}', 'demo.test', '${ha1(user)}')`)};
  INSERT INTO kamailio.number VALUES ${users.map((user) => `('demo.test', '${user}', '${user}@demo.test')`)};
  INSERT INTO kamailio.did VALUES ${users.map((user) => `('+48221000${user}', '${user}@demo.test')`)};
`;
