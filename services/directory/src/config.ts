import { fileURLToPath } from 'node:url';
import { address, list, namedUrls, parseEnv, url } from '@cordboard/service';
import { z } from 'zod';

const environment = z.object({
  GRPC_LISTEN: address().default('10.99.0.1:7004'),
  TENANT_FILES: list(':'),
  PROFILE_DIR: z.string().default(fileURLToPath(new URL('../../../../profiles', import.meta.url))),
  POSTGRES_URL: url('postgresql', 'postgres').default('postgresql://cordboard@127.0.0.1/cordboard'),
  /** host:port, several with commas between them. */
  NATS_URL: z.string().default('127.0.0.1:4222'),
  KAMAILIO_NODES: namedUrls().default(new Map([['n1', 'http://127.0.0.1:5061/RPC']])),
  /** host:port, several with commas between them: a SIP URI at one of them is dialled inside. */
  SIP_ADDRESSES: list(',').pipe(z.array(address())).default(['10.99.0.1:5060']),
  KAMAILIO_SECRET: z.string('must be the same secret that Kamailio has'),
});

/** How this process is set up. */
export interface Config {
  readonly grpcListen: string;
  readonly tenantFiles: readonly string[];
  /** Directory of the feature profiles. */
  readonly profileDir: string;
  readonly postgresUrl: string;
  readonly natsUrl: string;
  /** JSON-RPC of each Kamailio node, by the node's name. */
  readonly kamailioNodes: ReadonlyMap<string, string>;
  /** "host:port" by which phones reach the stack. */
  readonly sipAddresses: readonly string[];
  readonly kamailioSecret: string;
}

/** @throws {ConfigError} Names every wrong variable. */
export const parseConfig = (env: NodeJS.ProcessEnv): Config => {
  const given = parseEnv(environment, env);
  return {
    grpcListen: given.GRPC_LISTEN,
    tenantFiles: given.TENANT_FILES,
    profileDir: given.PROFILE_DIR,
    postgresUrl: given.POSTGRES_URL,
    natsUrl: given.NATS_URL,
    kamailioNodes: given.KAMAILIO_NODES,
    sipAddresses: given.SIP_ADDRESSES,
    kamailioSecret: given.KAMAILIO_SECRET,
  };
};
