import { fileURLToPath } from 'node:url';
import { address, milliseconds, parseEnv, wholeNumber } from '@cordboard/service';
import { z } from 'zod';
import type { SpeechLimits } from './adapters/speech-files.ts';
import type { UploadLimits } from './domain/upload.ts';

const MIB = 2 ** 20;

const environment = z.object({
  /** NATS with JetStream; where it is away, the recordings that are here are played. */
  NATS_URL: z.string().default('10.99.0.1:4222'),
  GRPC_LISTEN: address().default('10.99.0.1:7002'),
  RTPENGINE_ADDRESS: address().default('127.0.0.1:2223'),
  RTPENGINE_TIMEOUT_MS: milliseconds(100, 30_000).default(2_000),
  AUDIO_DIR: z.string().default(fileURLToPath(new URL('../../../../audio', import.meta.url))),
  RECORDINGS_DIR: z.string().default('/var/lib/cordboard/recordings'),
  /** Milliseconds of an uploaded recording. */
  RECORDING_MAX_MS: milliseconds(1_000, 900_000).default(300_000),
  RECORDINGS_PER_DOMAIN: wholeNumber(1, 10_000).default(100),
  SPEECH_DIR: z.string().default('/var/lib/cordboard/speech'),
  /** Milliseconds that reading out one text may take; less than callers wait for Arrange. */
  SPEECH_TIMEOUT_MS: milliseconds(100, 30_000).default(3_000),
  SPEECH_CACHE_FILES: wholeNumber(16, 100_000).default(1_000),
  SPEECH_CACHE_BYTES: wholeNumber(MIB, 100_000 * MIB).default(100 * MIB),
});

/** Of what is uploaded: bytes, and the milliseconds under which nobody could have recorded anything. */
export const RECORDING_MAX_BYTES = 10 * MIB;
const RECORDING_MIN_MS = 200;

/** How this process is set up. */
export interface Config {
  readonly grpcListen: string;
  /** Where rtpengine takes ng commands over UDP. */
  readonly rtpengine: { readonly host: string; readonly port: number; readonly timeoutMs: number };
  /** Directory of the recordings; rtpengine must see it under the same path. */
  readonly audioDir: string;
  readonly natsUrl: string;
  readonly recordings: {
    /** As `audioDir`. */
    readonly dir: string;
    readonly limits: UploadLimits;
    readonly perDomain: number;
  };
  readonly speech: {
    /** As `audioDir`. */
    readonly dir: string;
    readonly limits: SpeechLimits;
  };
}

/** @throws {ConfigError} Names every wrong variable with its value and the rule. */
export const parseConfig = (env: NodeJS.ProcessEnv): Config => {
  const given = parseEnv(environment, env);
  const [, host = '', port = ''] = /^\[?(.+?)\]?:(\d+)$/.exec(given.RTPENGINE_ADDRESS) ?? [];
  return {
    grpcListen: given.GRPC_LISTEN,
    rtpengine: { host, port: Number(port), timeoutMs: given.RTPENGINE_TIMEOUT_MS },
    audioDir: given.AUDIO_DIR,
    natsUrl: given.NATS_URL,
    recordings: {
      dir: given.RECORDINGS_DIR,
      limits: { maxBytes: RECORDING_MAX_BYTES, minMs: RECORDING_MIN_MS, maxMs: given.RECORDING_MAX_MS },
      perDomain: given.RECORDINGS_PER_DOMAIN,
    },
    speech: {
      dir: given.SPEECH_DIR,
      limits: {
        maxFiles: given.SPEECH_CACHE_FILES,
        maxBytes: given.SPEECH_CACHE_BYTES,
        timeoutMs: given.SPEECH_TIMEOUT_MS,
      },
    },
  };
};

const cliEnvironment = z.object({
  MEDIA_CONTROL_ADDRESS: address().default('10.99.0.1:7002'),
  /** Milliseconds that one command may take. The longest recording is converted in some seconds. */
  RECORDINGS_TIMEOUT_MS: milliseconds(100, 600_000).default(60_000),
});

/** How the command line reaches media-control. @throws {ConfigError} */
export const parseCliConfig = (env: NodeJS.ProcessEnv): { address: string; deadlineMs: number } => {
  const given = parseEnv(cliEnvironment, env);
  return { address: given.MEDIA_CONTROL_ADDRESS, deadlineMs: given.RECORDINGS_TIMEOUT_MS };
};
