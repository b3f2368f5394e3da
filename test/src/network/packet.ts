/** A UDP datagram or a TCP segment. */
export interface Packet {
  transport: 'udp' | 'tcp';
  /** `address:port` that it came from. */
  from: string;
  /** `address:port` that it goes to. */
  to: string;
  /** TCP sequence number of the first payload byte; 0 for UDP. */
  sequence: number;
  payload: Buffer;
}

const ethernetHeaderLength = 14;
const etherTypeIPv4 = 0x0800;

/** The UDP or TCP part of an Ethernet frame with IPv4; undefined for anything else, fragments included. */
export const parsePacket = (frame: Buffer): Packet | undefined => {
  if (frame.length < ethernetHeaderLength + 20 || frame.readUInt16BE(12) !== etherTypeIPv4) return undefined;
  const ip = frame.subarray(ethernetHeaderLength);
  const header = ((ip[0] as number) & 0x0f) * 4;
  const fragmented = (ip.readUInt16BE(6) & 0x3fff) !== 0;
  if (fragmented) return undefined;
  const body = ip.subarray(header, ip.readUInt16BE(2));
  const from = `${ip.subarray(12, 16).join('.')}:${body.readUInt16BE(0)}`;
  const to = `${ip.subarray(16, 20).join('.')}:${body.readUInt16BE(2)}`;
  if (ip[9] === 17) return { transport: 'udp', from, to, sequence: 0, payload: body.subarray(8) };
  if (ip[9] !== 6) return undefined;
  const payload = body.subarray(((body[12] as number) >> 4) * 4);
  return { transport: 'tcp', from, to, sequence: body.readUInt32BE(4), payload };
};
