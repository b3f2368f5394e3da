import { RtpengineClient } from '@cordboard/rtpengine-ng';
import { ConfigError, every, runService, serveGrpc } from '@cordboard/service';
import { BadAudioFile, readAudioFiles } from './adapters/audio-files.ts';
import { uploadConverter } from './adapters/convert-upload.ts';
import { espeak } from './adapters/espeak.ts';
import { MAX_REQUEST_BYTES, mediaControlService, toRpcError } from './adapters/grpc.ts';
import { RecordingBucket } from './adapters/recording-bucket.ts';
import { recordingFiles } from './adapters/recording-files.ts';
import { rtpengineBoard } from './adapters/rtpengine-board.ts';
import { speechFiles } from './adapters/speech-files.ts';
import { audioLibrary } from './app/audio-library.ts';
import { mediaControl } from './app/media-control.ts';
import { Recordings } from './app/recordings.ts';
import { Speech } from './app/speech.ts';
import { parseConfig } from './config.ts';

/** Milliseconds between two looks whether the recordings are in step with the store; changes are told at once. */
const SYNC_MS = 60_000;

const asConfigError = (error: unknown): never => {
  throw error instanceof BadAudioFile ? new ConfigError([`AUDIO_DIR: ${error.message}`]) : error;
};

const needs = (variable: string) => (error: Error) => {
  throw new ConfigError([`${variable}: ${error.message}`]);
};

await runService(
  'media-control',
  async ({ log, env, onStop, ready }) => {
    const config = parseConfig(env);
    const catalogue = await readAudioFiles(config.audioDir).catch(asConfigError);

    const rtpengine = await RtpengineClient.open(config.rtpengine);
    onStop(() => rtpengine.close());

    const store = new RecordingBucket({ servers: config.natsUrl, log });
    onStop(() => store.close());
    const recordings = await Recordings.open({
      store,
      shelf: recordingFiles(config.recordings.dir),
      convert: uploadConverter(config.recordings.limits),
      perDomain: config.recordings.perDomain,
      now: Date.now,
      log,
    }).catch(needs('RECORDINGS_DIR'));
    const syncing = every(SYNC_MS, () => recordings.sync(), log);
    onStop(() => syncing.stop());

    const cache = await speechFiles(config.speech.dir, config.speech.limits).catch(needs('SPEECH_DIR'));
    const speech = new Speech(espeak(config.speech.limits.timeoutMs), cache);

    const server = await serveGrpc({
      listen: config.grpcListen,
      services: [
        mediaControlService({
          control: mediaControl(rtpengineBoard(rtpengine)),
          library: audioLibrary(catalogue, recordings, speech),
          recordings,
        }),
      ],
      maxRequestBytes: MAX_REQUEST_BYTES,
      toRpcError,
      log,
    });
    onStop(() => server.close());
    ready();
  },
  { healthListen: '127.0.0.1:8102' },
);
