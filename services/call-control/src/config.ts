import { address, milliseconds, namedUrls, parseEnv, wholeNumber } from '@cordboard/service';
import { z } from 'zod';

const schema = z.object({
  /** NATS with JetStream. */
  NATS_URL: z.string().default('10.99.0.1:4222'),
  GRPC_LISTEN: address().default('10.99.0.1:7001'),
  /** "n1=http://127.0.0.1:5061/RPC,n2=…": each Kamailio node and its JSON-RPC. */
  KAMAILIO_NODES: namedUrls().prefault('n1=http://127.0.0.1:5061/RPC'),
  KAMAILIO_SECRET: z.string().min(1),
  ORIGINATION_SECRET: z.string().min(1),
  SIP_ADDRESS: address().default('10.99.0.1:5060'),
  MEDIA_CONTROL_ADDRESS: address().default('10.99.0.1:7002'),
  DIRECTORY_ADDRESS: address().default('10.99.0.1:7004'),
  /** Milliseconds between two looks for legs whose phones have gone without a word. */
  SWEEP_MS: milliseconds(1_000, 600_000).default(30_000),
  /** Milliseconds without a packet after which a leg that should be talking is taken for lost. */
  SILENCE_MS: milliseconds(5_000, 3_600_000).default(90_000),
  /** Streams of WatchCalls at a time; one costs two consumers of NATS. */
  MAX_WATCHERS: wholeNumber(1, 10_000).default(100),
});

export type Config = z.infer<typeof schema>;

/** @throws {ConfigError} Names the variable, its value and the rule. */
export const parseConfig = (env: NodeJS.ProcessEnv): Config => parseEnv(schema, env);
