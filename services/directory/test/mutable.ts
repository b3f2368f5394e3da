import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be made to accept and say nothing, as one does whose host has stopped. */
export interface Mutable {
  readonly port: number;
  /** Nothing comes through any more, on connections that there are neither. */
  mute(): void;
  /** End all connections; from then on as `mute`. */
  cut(): void;
  /** New connections come through again. */
  unmute(): void;
  close(): Promise<void>;
}

/** @param to - Port of 127.0.0.1. */
export const mutable = async (to: number): Promise<Mutable> => {
  let muted = false;
  const open = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    open.add(socket);
    return socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
  };
  const server = createServer((client) => {
    track(client);
    if (muted) return;
    const upstream = track(connect(to, '127.0.0.1'));
    for (const [from, into] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('data', (data) => muted || into.write(data)).on('close', () => into.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const end = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    mute: () => {
      muted = true;
    },
    cut: () => {
      muted = true;
      end();
    },
    unmute: () => {
      muted = false;
    },
    close: async () => {
      end();
      await server[Symbol.asyncDispose]();
    },
  };
};
