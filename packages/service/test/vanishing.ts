import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The way to a server, as it is from a host that may vanish. */
export interface VanishingHost {
  readonly address: string;
  /** From now on nothing comes through, and nobody is told. */
  vanish(): void;
  close(): void;
}

/** @param address - Of the server, "host:port". */
export const vanishing = async (address: string): Promise<VanishingHost> => {
  const [host = '', port = ''] = address.split(':');
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port), host);
    near.pipe(far);
    far.pipe(near);
    for (const socket of [near, far]) socket.on('error', () => {});
    sockets.push(near, far);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    vanish() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};
