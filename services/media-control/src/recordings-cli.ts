/** Recordings of a tenant, by hand: `npm run recordings -- upload demo.test hold-music melody.mp3`. */
import { readFile, stat } from 'node:fs/promises';
import { media } from '@cordboard/contracts';
import { ConfigError, grpcClient, isRpcError, type RpcClient } from '@cordboard/service';
import { parseCliConfig, RECORDING_MAX_BYTES } from './config.ts';

const USAGE = `usage: npm run recordings -- upload DOMAIN NAME FILE   keep a WAV or MP3 file, in place of one of that name
       npm run recordings -- list DOMAIN
       npm run recordings -- delete DOMAIN NAME

MEDIA_CONTROL_ADDRESS says where media-control is (default 10.99.0.1:7002). "hold-music" and the names of the built-in messages
come before the system's own.`;

type Rpc = RpcClient<typeof media.MediaControlServiceService>;

const upload = async (rpc: Rpc, domain: string, name: string, file: string): Promise<string> => {
  const { size } = await stat(file);
  // The answer would be the same, but not before all of it was sent.
  if (size > RECORDING_MAX_BYTES)
    throw new Error(`${file} has ${size} bytes; ${RECORDING_MAX_BYTES} are allowed`);
  const { recording } = await rpc.uploadRecording({ domain, name, content: await readFile(file) });
  return `${domain} ${name}: kept, ${seconds(recording?.durationMs ?? 0)}`;
};

const list = async (rpc: Rpc, domain: string): Promise<string> => {
  const { recordings } = await rpc.listRecordings({ domain });
  if (recordings.length === 0) return `${domain} has no recordings of its own`;
  const width = Math.max(...recordings.map(({ name }) => name.length));
  return recordings
    .map(({ name, durationMs, uploadedAtMs }) =>
      [name.padEnd(width), seconds(durationMs).padStart(8), new Date(uploadedAtMs).toISOString()].join('  '),
    )
    .join('\n');
};

const remove = async (rpc: Rpc, domain: string, name: string): Promise<string> => {
  await rpc.deleteRecording({ domain, name });
  return `${domain} ${name}: deleted`;
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** @returns what does the work; undefined where the command is none. */
const toWork = ([command, ...args]: readonly string[]): ((rpc: Rpc) => Promise<string>) | undefined => {
  const [domain = '', name = '', file = ''] = args;
  if (command === 'upload' && args.length === 3) return (rpc) => upload(rpc, domain, name, file);
  if (command === 'list' && args.length === 1) return (rpc) => list(rpc, domain);
  if (command === 'delete' && args.length === 2) return (rpc) => remove(rpc, domain, name);
  return undefined;
};

const explain = (error: unknown, address: string): string => {
  if (isRpcError(error, 'DEADLINE_EXCEEDED', 'UNAVAILABLE'))
    return `media-control at ${address} does not answer, or cannot reach NATS: ${error.message}`;
  if (isRpcError(error, 'UNIMPLEMENTED'))
    return `it is no media-control that answers at ${address}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
};

const run = async (): Promise<number> => {
  const work = toWork(process.argv.slice(2));
  if (!work) {
    console.error(USAGE);
    return 2;
  }
  const { address, deadlineMs } = parseCliConfig(process.env);
  const rpc = grpcClient(media.MediaControlServiceClient, address, { deadlineMs });
  try {
    console.log(await work(rpc));
    return 0;
  } catch (error) {
    console.error(explain(error, address));
    return 1;
  } finally {
    rpc.close();
  }
};

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
