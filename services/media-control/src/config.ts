import { fileURLToPath } from 'node:url';
import { address, milliseconds, parseEnv } from '@cordboard/service';
import { z } from 'zod';

const environment = z.object({
  GRPC_LISTEN: address().default('10.99.0.1:7002'),
  RTPENGINE_ADDRESS: address().default('127.0.0.1:2223'),
  RTPENGINE_TIMEOUT_MS: milliseconds(100, 30_000).default(2_000),
  AUDIO_DIR: z.string().default(fileURLToPath(new URL('../../../../audio', import.meta.url))),
});

/** How this process is set up. */
export interface Config {
  readonly grpcListen: string;
  /** Where rtpengine takes ng commands over UDP. */
  readonly rtpengine: { readonly host: string; readonly port: number; readonly timeoutMs: number };
  /** Directory of the recordings; rtpengine must see it under the same path. */
  readonly audioDir: string;
}

/** @throws {ConfigError} Names every wrong variable with its value and the rule. */
export const parseConfig = (env: NodeJS.ProcessEnv): Config => {
  const given = parseEnv(environment, env);
  const [, host = '', port = ''] = /^\[?(.+?)\]?:(\d+)$/.exec(given.RTPENGINE_ADDRESS) ?? [];
  return {
    grpcListen: given.GRPC_LISTEN,
    rtpengine: { host, port: Number(port), timeoutMs: given.RTPENGINE_TIMEOUT_MS },
    audioDir: given.AUDIO_DIR,
  };
};
