import { RtpengineClient } from '@cordboard/rtpengine-ng';
import { ConfigError, runService, serveGrpc } from '@cordboard/service';
import { BadAudioFile, readAudioFiles } from './adapters/audio-files.ts';
import { mediaControlService, toRpcError } from './adapters/grpc.ts';
import { rtpengineBoard } from './adapters/rtpengine-board.ts';
import { mediaControl } from './app/media-control.ts';
import { parseConfig } from './config.ts';

const asConfigError = (error: unknown): never => {
  throw error instanceof BadAudioFile ? new ConfigError([`AUDIO_DIR: ${error.message}`]) : error;
};

await runService(
  'media-control',
  async ({ log, env, onStop, ready }) => {
    const config = parseConfig(env);
    const catalogue = await readAudioFiles(config.audioDir).catch(asConfigError);

    const rtpengine = await RtpengineClient.open(config.rtpengine);
    onStop(() => rtpengine.close());

    const control = mediaControl(rtpengineBoard(rtpengine));
    const server = await serveGrpc({
      listen: config.grpcListen,
      services: [mediaControlService(control, catalogue)],
      toRpcError,
      log,
    });
    onStop(() => server.close());
    ready();
  },
  { healthListen: '127.0.0.1:8102' },
);
