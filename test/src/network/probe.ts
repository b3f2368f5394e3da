import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';

/**
 * Whether something answers SIP OPTIONS over UDP (RFC 3261 §11).
 *
 * @param withinMs - Milliseconds.
 */
export const probeSip = async (address: string, port: number, withinMs: number): Promise<boolean> => {
  const socket = createSocket('udp4');
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), withinMs);
  socket.on('message', () => resolve(true));
  socket.on('error', () => resolve(false));
  socket.bind(0, address, () => {
    const request = [
      `OPTIONS sip:${address}:${port} SIP/2.0`,
      `Via: SIP/2.0/UDP ${address}:${socket.address().port};branch=z9hG4bK${randomUUID()};rport`,
      'Max-Forwards: 70',
      `From: <sip:probe@${address}>;tag=probe`,
      `To: <sip:${address}>`,
      `Call-ID: ${randomUUID()}`,
      'CSeq: 1 OPTIONS',
      'Content-Length: 0',
      '\r\n',
    ].join('\r\n');
    socket.send(request, port, address);
  });
  return promise.finally(() => {
    clearTimeout(timer);
    socket.close();
  });
};
