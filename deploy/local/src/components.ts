import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { addresses } from './addresses.ts';
import { accepts, answersPing, logSays, type Probe, servesReady } from './probes.ts';

/** How one component of the stack is run. */
export interface ComponentSpec {
  readonly name: ComponentName;
  readonly command: readonly [string, ...string[]];
  /** Added to PATH, HOME, LANG, LOG_LEVEL and OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly env: NodeJS.ProcessEnv;
  /** Components that must be ready before this one starts. */
  readonly after: readonly ComponentName[];
  readonly ready: Probe;
  /** Done once, before the first start. */
  readonly prepare?: () => Promise<void>;
  /** Ends it cleanly. Default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
}

export type ComponentName =
  | 'postgres'
  | 'nats'
  | 'rtpengine'
  | 'kamailio'
  | 'directory'
  | 'media-control'
  | 'call-control'
  | 'transfer';

/** What differs from one stack to the next. */
export interface Site {
  /** The repository. */
  readonly root: string;
  /** Data of this run, gone with it. */
  readonly runDirectory: string;
  readonly logDirectory: string;
  /** YAML files of tenants. */
  readonly tenantFiles: readonly string[];
  /** Of the feature profiles. */
  readonly profileDirectory: string;
  readonly kamailioSecret: string;
  readonly originationSecret: string;
}

/** The database that directory fills and Kamailio reads. Only the namespace's own loopback reaches it. */
export const POSTGRES_URL = `postgresql://cordboard@${addresses.postgres}/cordboard`;

const AS_POSTGRES = ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] as const;

/** The stack, a component after those that it needs. */
export const componentSpecs = (site: Site): readonly ComponentSpec[] => [
  postgres(site),
  {
    name: 'nats',
    command: ['nats-server', '-c', join(site.root, 'deploy/nats/nats.conf')],
    env: { NATS_LISTEN: addresses.nats, NATS_STORE: join(site.runDirectory, 'nats') },
    after: [],
    ready: logSays(join(site.logDirectory, 'nats.log'), /Server is ready/),
  },
  {
    name: 'rtpengine',
    command: ['rtpengine', `--config-file=${join(site.root, 'deploy/rtpengine/rtpengine.conf')}`],
    env: {},
    after: [],
    ready: answersPing(addresses.rtpengine),
  },
  service(site, 'directory', addresses.directoryHealth, ['postgres', 'nats'], {
    GRPC_LISTEN: addresses.directory,
    POSTGRES_URL,
    TENANT_FILES: site.tenantFiles.join(':'),
    PROFILE_DIR: site.profileDirectory,
    SIP_ADDRESSES: addresses.sip,
    ...kamailioAccess(site),
  }),
  {
    name: 'kamailio',
    command: ['kamailio', '-DD', '-E', '-M', '64', '-f', join(site.root, 'deploy/kamailio/kamailio.cfg')],
    env: {
      KAMAILIO_SECRET: site.kamailioSecret,
      ORIGINATION_SECRET: site.originationSecret,
      KAMAILIO_NATS_URL: `nats://${addresses.nats}`,
      KAMAILIO_DB_URL: POSTGRES_URL.replace('postgresql:', 'postgres:'), // the name of its driver
      KAMAILIO_RTPENGINE: `udp:${addresses.rtpengine}`,
    },
    after: ['directory', 'nats', 'rtpengine'],
    ready: accepts(addresses.kamailioRpc),
  },
  service(site, 'media-control', addresses.mediaControlHealth, ['nats', 'rtpengine'], {
    GRPC_LISTEN: addresses.mediaControl,
    RTPENGINE_ADDRESS: addresses.rtpengine,
    AUDIO_DIR: join(site.root, 'audio'),
    RECORDINGS_DIR: join(site.runDirectory, 'recordings'),
    SPEECH_DIR: join(site.runDirectory, 'speech'),
  }),
  service(
    site,
    'call-control',
    addresses.callControlHealth,
    ['nats', 'kamailio', 'directory', 'media-control'],
    {
      GRPC_LISTEN: addresses.callControl,
      SIP_ADDRESS: addresses.sip,
      MEDIA_CONTROL_ADDRESS: addresses.mediaControl,
      DIRECTORY_ADDRESS: addresses.directory,
      ORIGINATION_SECRET: site.originationSecret,
      ...kamailioAccess(site),
    },
  ),
  service(
    site,
    'transfer',
    addresses.transferHealth,
    ['nats', 'directory', 'media-control', 'call-control'],
    {
      GRPC_LISTEN: addresses.transfer,
      CALL_CONTROL_ADDRESS: addresses.callControl,
      MEDIA_CONTROL_ADDRESS: addresses.mediaControl,
      DIRECTORY_ADDRESS: addresses.directory,
    },
  ),
];

/** PostgreSQL refuses root. Its data are a copy of the empty cluster that the runtime holds. */
const postgres = (site: Site): ComponentSpec => {
  const data = join(site.runDirectory, 'postgres');
  const settings = [`listen_addresses=127.0.0.1`, `unix_socket_directories=${data}`, 'fsync=off'];
  return {
    name: 'postgres',
    command: [...AS_POSTGRES, 'postgres', '-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    env: {},
    after: [],
    ready: logSays(join(site.logDirectory, 'postgres.log'), /database system is ready/),
    prepare: async () => {
      await promisify(execFile)('cp', ['--archive', '/var/lib/postgresql/template', data]);
    },
    stopSignal: 'SIGINT', // without waiting for its clients
  };
};

const kamailioAccess = ({ kamailioSecret }: Site) => ({
  KAMAILIO_NODES: `n1=http://${addresses.kamailioRpc}/RPC`,
  KAMAILIO_SECRET: kamailioSecret,
});

/**
 * As in deploy/docker/service.Dockerfile: MiB in which V8 has room for what is new. With its usual 16 much of what a call needs for a moment is
 * carried from one garbage collection to the next: some 5 % of the CPU time of a transfer.
 */
const ROOM_FOR_THE_YOUNG = '--max-semi-space-size=64';

/** One of ours: the same program layout, the same common variables. */
const service = (
  site: Site,
  name: ComponentName,
  health: string,
  after: readonly ComponentName[],
  env: NodeJS.ProcessEnv,
): ComponentSpec => ({
  name,
  command: ['node', ROOM_FOR_THE_YOUNG, join(site.root, `services/${name}/dist/src/main.js`)],
  env: { NATS_URL: addresses.nats, HEALTH_LISTEN: health, NODE_ENV: 'production', ...env },
  after,
  ready: servesReady(health),
});
