import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Asks a component once whether it takes work. Never rejects: "no" is an answer. */
export type Probe = () => Promise<boolean>;

/** Milliseconds between two questions. */
const AGAIN_MS = 20;
/** Milliseconds that one question may take. */
const PATIENCE_MS = 1_000;

/** Asks until the answer is yes. @throws {Error} `signal` was aborted; its reason. */
export const untilReady = async (probe: Probe, signal: AbortSignal): Promise<void> => {
  while (!(await probe())) {
    signal.throwIfAborted();
    await pause(AGAIN_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
};

/** Something listens on "host:port". */
export const accepts = (address: string): Probe => {
  const [host, port] = split(address);
  return async () => {
    const socket = connect({ host, port, timeout: PATIENCE_MS });
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  };
};

/** The readiness check of a service on its health address answers 200. */
export const servesReady =
  (healthAddress: string): Probe =>
  async () => {
    try {
      const response = await fetch(`http://${healthAddress}/readyz`, {
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      return response.ok;
    } catch {
      return false;
    }
  };

/** The log has a line that says so. */
export const logSays =
  (logFile: string, words: RegExp): Probe =>
  async () =>
    words.test(await readFile(logFile, 'utf8').catch(() => ''));

/** rtpengine answers a ping of the ng protocol. */
export const answersPing = (address: string): Probe => {
  const [host, port] = split(address);
  return async () => {
    const socket = createSocket('udp4');
    try {
      socket.connect(port, host); // so that a port without a listener is an error at once
      await once(socket, 'connect');
      socket.send('ready d7:command4:pinge');
      const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
      return String(answer).includes('pong');
    } catch {
      return false;
    } finally {
      socket.close();
    }
  };
};

const split = (address: string): [host: string, port: number] => {
  const colon = address.lastIndexOf(':');
  return [address.slice(0, colon), Number(address.slice(colon + 1))];
};
