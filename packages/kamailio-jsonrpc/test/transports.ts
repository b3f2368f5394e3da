import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Transport } from './sip-peer.ts';

type Address = { readonly host: string; readonly port: number };

/** A UDP socket towards the proxy. */
export const udp = async (
  proxy: Address,
  local: Address = { host: '127.0.0.1', port: 0 },
): Promise<Transport> => {
  const socket = createSocket('udp4');
  socket.bind(local.port, local.host);
  await once(socket, 'listening');
  const { address: host, port } = socket.address();
  return {
    protocol: 'UDP',
    host,
    port,
    send: (text) => socket.send(text, proxy.port, proxy.host),
    receive: (listener) => socket.on('message', (data) => listener(data.toString())),
    close: () => socket.close(),
  };
};

/** A TCP connection to the proxy, the only way to this peer (RFC 3261 §18.3 frames its messages by Content-Length). */
export const tcp = async (proxy: Address): Promise<Transport> => {
  const socket = connect(proxy);
  await once(socket, 'connect');
  let buffer = '';
  return {
    protocol: 'TCP',
    host: socket.localAddress ?? '',
    port: socket.localPort ?? 0,
    send: (text) => socket.write(text),
    receive: (listener) =>
      socket.on('data', (data) => {
        const { messages, rest } = split(buffer + data.toString());
        buffer = rest;
        for (const message of messages) listener(message);
      }),
    close: () => socket.destroy(),
  };
};

const split = (text: string): { messages: string[]; rest: string } => {
  const messages: string[] = [];
  let rest = text;
  for (;;) {
    const head = rest.indexOf('\r\n\r\n');
    const length = Number(/^Content-Length: *(\d+)/im.exec(rest.slice(0, head))?.[1] ?? 0);
    const end = head + 4 + length;
    if (head < 0 || rest.length < end) return { messages, rest };
    messages.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
};
