import { address, parseEnv, wholeNumber } from '@cordboard/service';
import { z } from 'zod';

const schema = z.object({
  /** NATS with JetStream, host:port, several with commas between them. */
  NATS_URL: z.string().default('10.99.0.1:4222'),
  GRPC_LISTEN: address().default('10.99.0.1:7003'),
  CALL_CONTROL_ADDRESS: address().default('10.99.0.1:7001'),
  MEDIA_CONTROL_ADDRESS: address().default('10.99.0.1:7002'),
  DIRECTORY_ADDRESS: address().default('10.99.0.1:7004'),
  /** Streams of WatchTransfers at a time; one costs a consumer of NATS. */
  MAX_WATCHERS: wholeNumber(1, 10_000).default(100),
});

/** How this process is set up. */
export type Config = z.infer<typeof schema>;

/** @throws {ConfigError} Names the variable, its value and the rule. */
export const parseConfig = (env: NodeJS.ProcessEnv): Config => parseEnv(schema, env);
