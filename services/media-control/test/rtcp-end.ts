import { createSocket, type Socket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import type { RtpPhone } from './rtp-phone.ts';

const ADDRESS = '10.99.0.1';
const INTERVAL_MS = 100;
const DEADLINE_MS = 15_000; // rtpengine sends RTCP of its own every 5 to 6 s
const SSRC = 0x12345678;

/** The RTCP of a phone: it names the phone, and notes the names that it hears. */
export class RtcpEnd {
  readonly #phone: RtpPhone;
  readonly #cname: string;
  readonly #socket: Socket;
  readonly #heard = new EventEmitter<{ cname: [string] }>();
  #timer: NodeJS.Timeout | undefined;

  private constructor(phone: RtpPhone, cname: string, socket: Socket) {
    this.#phone = phone;
    this.#cname = cname;
    this.#socket = socket;
    socket.on('message', (packet) => this.#heard.emit('cname', cnameOf(packet)));
  }

  static async of(phone: RtpPhone, cname: string): Promise<RtcpEnd> {
    const socket = createSocket('udp4').bind(0, ADDRESS);
    await once(socket, 'listening');
    return new RtcpEnd(phone, cname, socket);
  }

  /** The phone's SDP, with the port of its RTCP (RFC 3605). */
  sdp(options?: Parameters<RtpPhone['sdp']>[0]): string {
    return `${this.#phone.sdp(options)}a=rtcp:${this.#socket.address().port} IN IP4 ${ADDRESS}\r\n`;
  }

  /** Speak and send RTCP to where the other side's SDP says. */
  talkTo(sdp: string): void {
    this.#phone.talkTo(sdp);
    const port = Number(/^a=rtcp:(\d+)/m.exec(sdp)?.[1]);
    this.#timer ??= setInterval(() => this.#socket.send(report(this.#cname), port, ADDRESS), INTERVAL_MS);
  }

  /** The next name that is heard. */
  async next(): Promise<string> {
    const [cname] = await once(this.#heard, 'cname', { signal: AbortSignal.timeout(DEADLINE_MS) });
    return cname;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }
}

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
