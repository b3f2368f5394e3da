import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { media as contract } from '@cordboard/contracts';
import type { RtpengineClient } from '@cordboard/rtpengine-ng';
import { startRtpengine } from '@cordboard/rtpengine-ng/testing';
import { grpcClient, type RpcClient, serveGrpc } from '@cordboard/service';
import { pino } from 'pino';
import { readAudioFiles } from '../src/adapters/audio-files.ts';
import { espeak } from '../src/adapters/espeak.ts';
import { MAX_REQUEST_BYTES, mediaControlService, toRpcError } from '../src/adapters/grpc.ts';
import { rtpengineBoard } from '../src/adapters/rtpengine-board.ts';
import { speechFiles } from '../src/adapters/speech-files.ts';
import { audioLibrary } from '../src/app/audio-library.ts';
import { mediaControl } from '../src/app/media-control.ts';
import { Speech } from '../src/app/speech.ts';
import { type Replica, startReplica } from './replica.ts';
import { RtpPhone } from './rtp-phone.ts';
import { sine, writeWav } from './tones.ts';

/** Nobody listens there. */
const NOWHERE = '127.0.0.1:1';
/** Hz of what the recordings of these tests consist of, each a tone of its own. */
export const MUSIC = 1250;
export const PROMPT = 1450;
export const RINGBACK = 1650;
export const PROMPT_MS = 600;
/** Of what tenants upload. */
export const OWN = 1850;
export const OTHER = 2050;
/** The tones of phones and recordings. */
export const ALL = [500, 700, 900, 1100, MUSIC, PROMPT, RINGBACK, OWN, OTHER];

/** The service as others see it, over a real rtpengine, with phones. */
export interface Stand {
  readonly rpc: RpcClient<typeof contract.MediaControlServiceService>;
  /** Where the service listens. */
  readonly address: string;
  readonly rtpengine: RtpengineClient;
  /** The recordings behind the service. */
  readonly replica: Replica;
  /** The digits that rtpengine has reported since the last time this was called or `reports` was, as "tag:digit". */
  reportedDigits(): string[];
  /** The same, as "call-id tag:digit". */
  reports(): string[];
  /** A call as Kamailio makes it: offer and answer through rtpengine, by default of the parties A and B at 500 and 700 Hz. */
  call(
    tags?: readonly [string, string],
    voices?: readonly [number, number],
  ): Promise<{ mediaCall: string; a: RtpPhone; b: RtpPhone }>;
  phone(options: Parameters<typeof RtpPhone.open>[0]): Promise<RtpPhone>;
  /** How many commands media-control has sent so far. */
  commands(): Promise<number>;
  /** End the calls and phones of one test. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** What rtpengine says of a digit that was pressed. */
interface ReportedDigit {
  readonly callId: string;
  readonly tag: string;
  readonly digit: string | undefined;
}

const DIGITS = '0123456789*#ABCD';
/** Of rtpengine's statistics; the three left out are sent by the tests themselves. */
const COMMAND_COUNT = /^total(?!ping|list|stats)\w+count$/;

/** @param nats - Where the recordings are kept. Default: nowhere, as if NATS were away. */
export const startStand = async ({ nats = NOWHERE }: { nats?: string } = {}): Promise<Stand> => {
  const audio = await mkdtemp(join(tmpdir(), 'media-control-'));
  await mkdir(join(audio, 'en'));
  await writeWav(join(audio, 'hold-music.wav'), sine(MUSIC, 5_000));
  await writeWav(join(audio, 'ringback.wav'), sine(RINGBACK, 5_000));
  await writeWav(join(audio, 'en', 'transfer.wav'), sine(PROMPT, PROMPT_MS));

  const engine = await startRtpengine(
    '--player-cache',
    '--dtmf-no-log-injects',
    '--dtmf-no-suppress',
    '--timer-accuracy=5000',
  );
  const digits = await listenTo(engine.dtmfPort);
  const replica = await startReplica(nats);
  const speech = join(audio, 'speech');
  const catalogue = await readAudioFiles(audio);
  const cache = await speechFiles(speech, { maxFiles: 100, maxBytes: 2 ** 20 * 10, timeoutMs: 5_000 });
  const { recordings } = replica;
  const server = await serveGrpc({
    listen: '127.0.0.1:0',
    services: [
      mediaControlService({
        control: mediaControl(rtpengineBoard(engine.client)),
        library: audioLibrary(catalogue, recordings, new Speech(espeak(5_000), cache)),
        recordings,
      }),
    ],
    maxRequestBytes: MAX_REQUEST_BYTES,
    toRpcError,
    log: pino({ level: 'error' }),
  });
  const address = `127.0.0.1:${server.port}`;
  const rpc = grpcClient(contract.MediaControlServiceClient, address);
  const phones: RtpPhone[] = [];
  let calls = 0;

  const phone: Stand['phone'] = async (options) => {
    const opened = await RtpPhone.open(options);
    phones.push(opened);
    return opened;
  };
  return {
    rpc,
    address,
    rtpengine: engine.client,
    replica,
    reportedDigits: () => digits.reported.splice(0).map(({ tag, digit }) => `${tag}:${digit}`),
    reports: () => digits.reported.splice(0).map(({ callId, tag, digit }) => `${callId} ${tag}:${digit}`),
    phone,
    call: async ([fromTag, toTag] = ['A', 'B'], [fromHz, toHz] = [500, 700]) => {
      const callId = `call-${calls++}@demo.test`;
      const [a, b] = await Promise.all([phone({ hz: fromHz }), phone({ hz: toHz })]);
      const offer = await engine.client.offer({ callId, fromTag, sdp: a.sdp() });
      const answer = await engine.client.answer({ callId, fromTag, toTag, sdp: b.sdp() });
      b.talkTo(offer);
      a.talkTo(answer);
      await Promise.all([a.next(), b.next()]);
      return { mediaCall: callId, a, b };
    },
    commands: async () => {
      const { statistics } = (await engine.client.statistics()) as {
        statistics: { controlstatistics: Record<string, number> };
      };
      return Object.entries(statistics.controlstatistics)
        .filter(([key]) => COMMAND_COUNT.test(key))
        .reduce((sum, [, count]) => sum + count, 0);
    },
    clear: async () => {
      for (const opened of phones.splice(0)) opened.close();
      for (const callId of await engine.client.list()) await engine.client.delete(callId);
      digits.reported.splice(0);
    },
    stop: async () => {
      rpc.close();
      await server.close();
      await replica.stop();
      await engine.stop();
      digits.socket.close();
      await rm(audio, { recursive: true });
    },
  };
};

/** What goes to Kamailio in production. */
const listenTo = async (port: number): Promise<{ socket: Socket; reported: ReportedDigit[] }> => {
  const socket = createSocket('udp4');
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  const reported: ReportedDigit[] = [];
  socket.on('message', (message) => {
    const { callid: callId, source_tag: tag, event } = JSON.parse(message.toString());
    reported.push({ callId, tag, digit: DIGITS[event] });
  });
  return { socket, reported };
};
