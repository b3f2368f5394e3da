import type { Socket } from 'node:dgram';

const PAYLOAD_TYPE = 101;
const PACKET_SAMPLES = 160;
let sequence = 1;
let timestamp = 8_000;

/** Send one key press as a phone does: four packets while it is held, three that it ended (RFC 4733 §2.5.1). */
export const pressKey = (socket: Socket, port: number, event: number, host = '127.0.0.1'): void => {
  timestamp += 8_000;
  for (let packet = 1; packet <= 7; packet++) {
    const duration = Math.min(packet, 4) * PACKET_SAMPLES;
    const ended = packet > 4 ? 0x80 : 0;
    const data = Buffer.alloc(16);
    data.writeUInt8(0x80, 0);
    data.writeUInt8(PAYLOAD_TYPE | (packet === 1 ? 0x80 : 0), 1);
    data.writeUInt16BE(sequence++, 2);
    data.writeUInt32BE(timestamp, 4);
    data.writeUInt32BE(0x1234_5678, 8);
    data.writeUInt8(event, 12);
    data.writeUInt8(ended | 10, 13);
    data.writeUInt16BE(duration, 14);
    socket.send(data, port, host);
  }
};
