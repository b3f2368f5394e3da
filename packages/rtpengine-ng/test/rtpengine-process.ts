import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { RtpengineClient } from '../src/client.ts';

/** A real rtpengine of its own for a test. */
export interface RtpengineProcess {
  readonly pid: number;
  readonly port: number;
  readonly client: RtpengineClient;
  /** Where it reports digits, 127.0.0.1:dtmfPort. */
  readonly dtmfPort: number;
  stop(): Promise<void>;
}

const STARTUP_MS = 10_000;

/**
 * Start rtpengine from PATH on free ports.
 *
 * @param args - Options in addition, e.g. `--player-cache`.
 */
export const startRtpengine = async (...args: string[]): Promise<RtpengineProcess> => {
  const [port, dtmfPort] = await Promise.all([freePort(), freePort()]);
  const child = spawn(
    'rtpengine',
    [
      '--config-file=none',
      '--foreground',
      '--log-stderr',
      '--log-level=4',
      '--table=-1',
      `--listen-ng=127.0.0.1:${port}`,
      `--dtmf-log-dest=127.0.0.1:${dtmfPort}`,
      '--interface=10.99.0.1',
      '--num-threads=2',
      ...args,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr?.on('data', (text) => {
    log += text;
  });
  const client = await RtpengineClient.open({ host: '127.0.0.1', port });
  await untilItAnswers(child, port, () => log);
  const stop = async () => {
    await client.close();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  };
  return { pid: child.pid ?? 0, port, dtmfPort, client, stop };
};

const untilItAnswers = async (child: ChildProcess, port: number, log: () => string): Promise<void> => {
  const client = await RtpengineClient.open({
    host: '127.0.0.1',
    port,
    timeoutMs: STARTUP_MS,
    retransmitMs: 5,
  });
  try {
    await Promise.race([
      client.ping(),
      once(child, 'error').then(([error]) => Promise.reject(error)),
      once(child, 'exit').then(() => Promise.reject(new Error(`rtpengine ended: ${log()}`))),
    ]);
  } finally {
    await client.close();
  }
};

/** A UDP port of 127.0.0.1 that nobody has at the moment. */
export const freePort = async (): Promise<number> => {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
};
