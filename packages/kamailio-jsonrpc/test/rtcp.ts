import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** One end of a stream of audio, and its RTCP. */
export type End = {
  readonly host: string;
  /** Of RTP; RTCP has the next one. */
  readonly port: number;
  /** Its port at rtpengine, on 127.0.0.1. */
  readonly relay: number;
  /** What its RTCP calls it. */
  readonly cname: string;
};

const SSRC = 0x12345678;
const DEADLINE_MS = 15_000; // rtpengine sends RTCP of its own every 5 s

/** Both ends send RTP and RTCP until either has heard some RTCP. @returns the CNAMEs that either has heard, each once. */
export const cnamesHeardBy = async (one: End, other: End): Promise<[string[], string[]]> => {
  const ends = [await opened(one), await opened(other)] as const;
  try {
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    await Promise.all(ends.map(({ rtcp }) => once(rtcp, 'message', { signal: deadline })));
    return [[...ends[0].heard], [...ends[1].heard]];
  } finally {
    for (const end of ends) end.close();
  }
};

const opened = async ({ host, port, relay, cname }: End) => {
  const [rtp, rtcp] = await Promise.all([bound(host, port), bound(host, port + 1)]);
  const heard = new Set<string>();
  rtcp.on('message', (packet) => heard.add(cnameOf(packet)));
  let sequence = 0;
  const timer = setInterval(() => {
    sequence += 1;
    rtp.send(audio(sequence), relay, '127.0.0.1');
    if (sequence % 5 === 0) rtcp.send(report(cname), relay + 1, '127.0.0.1');
  }, 20);
  const close = () => {
    clearInterval(timer);
    for (const socket of [rtp, rtcp]) socket.close();
  };
  return { rtcp, heard, close };
};

const bound = async (host: string, port: number): Promise<Socket> => {
  const socket = createSocket('udp4').bind(port, host);
  await once(socket, 'listening');
  return socket;
};

/** 20 ms of A-law (RFC 3551 §4.5.14). */
const audio = (sequence: number): Buffer => {
  const packet = Buffer.alloc(172, 0xd5);
  packet.writeUInt16BE(0x8008, 0);
  packet.writeUInt16BE(sequence, 2);
  packet.writeUInt32BE(sequence * 160, 4);
  packet.writeUInt32BE(SSRC, 8);
  return packet;
};

/** An empty receiver report and a source description (RFC 3550 §6.4.2, §6.5). */
const report = (cname: string): Buffer => {
  const items = Buffer.from(`\x01${String.fromCharCode(cname.length)}${cname}\0`, 'latin1');
  const padded = Buffer.concat([items, Buffer.alloc(-items.length & 3)]);
  const head = Buffer.alloc(16);
  head.writeUInt32BE(0x80c90001, 0);
  head.writeUInt32BE(SSRC, 4);
  head.writeUInt16BE(0x81ca, 8);
  head.writeUInt16BE(1 + padded.length / 4, 10);
  head.writeUInt32BE(SSRC, 12);
  return Buffer.concat([head, padded]);
};

/** The CNAME in a compound packet, '' where it has none. */
const cnameOf = (compound: Buffer): string => {
  for (let at = 0; at + 4 <= compound.length; at += 4 + 4 * compound.readUInt16BE(at + 2)) {
    const isDescription = compound[at + 1] === 202 && compound[at + 8] === 1;
    if (isDescription) return compound.toString('latin1', at + 10, at + 10 + (compound[at + 9] ?? 0));
  }
  return '';
};
