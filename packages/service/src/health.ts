import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { splitAddress } from './split-address.ts';

/** Answers `/healthz` (the process lives) and `/readyz` (it takes work). */
export interface HealthServer {
  /** The port that is listened on. */
  readonly port: number;
  setReady(ready: boolean): void;
  close(): Promise<void>;
}

/**
 * Serve the two health checks over HTTP: 200 where the answer is yes, 503 where it is no.
 *
 * @param listen - "host:port".
 */
export const serveHealth = async (listen: string): Promise<HealthServer> => {
  let isReady = false;
  const server = createServer(({ url }, response) => {
    const [status, text] =
      url === '/healthz'
        ? [200, 'alive']
        : url !== '/readyz'
          ? [404, 'unknown']
          : isReady
            ? [200, 'ready']
            : [503, 'not ready'];
    response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
  });
  const { host, port } = splitAddress(listen);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    setReady: (ready) => {
      isReady = ready;
    },
    close: async () => {
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
};
