import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { sine } from '../ears/synthesis.ts';
import { encodeALaw, pcmaType } from '../network/g711.ts';
import { type Content, HELD, SAMPLES, TELEPHONE_EVENT, telephoneEvent } from '../network/telephone-event.ts';

const PACKET_MS = 20;
/** After a pause of the process at most so many packets are sent at once: more would be a burst that no phone sends. */
const CATCH_UP = 5;

/** The sound of one call of a scripted phone: a tone without end, and keys by RFC 4733. */
export class Voice {
  readonly port: number;
  readonly #socket: Socket;
  readonly #ssrc = randomInt(2 ** 32);
  #tone: Buffer;
  #remote: readonly [host: string, port: number] | undefined;
  #eventType = TELEPHONE_EVENT;
  #sequence = randomInt(2 ** 16);
  #timestamp = randomInt(2 ** 32);
  #key: Iterator<readonly Content[], void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(socket: Socket, toneHz: number) {
    this.#socket = socket;
    this.port = socket.address().port;
    this.#tone = packetOf(toneHz);
    socket.on('error', () => {}); // ICMP "port unreachable": the other end has left first
  }

  static async open(address: string, port: number, toneHz: number): Promise<Voice> {
    const socket = createSocket('udp4');
    socket.bind(port, address);
    await once(socket, 'listening');
    return new Voice(socket, toneHz);
  }

  /** Another tone from now on, in Hz. */
  sing(toneHz: number): void {
    this.#tone = packetOf(toneHz);
  }

  /** Speak to `host:port` from now on; undefined: to nobody. */
  speakTo(remote: string | undefined, eventType = TELEPHONE_EVENT): void {
    const [host, port] = remote?.split(':') ?? [];
    this.#remote = host === undefined ? undefined : [host, Number(port)];
    this.#eventType = eventType;
    this.#timer ??= this.#run();
  }

  /** Press a key. The wire tells when it is released. */
  press(key: string): void {
    this.#key = telephoneEvent(key, HELD);
  }

  /** Send no packet any more, as when a cable is pulled. */
  fallSilent(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  close(): void {
    this.fallSilent();
    this.#remote = undefined;
    this.#socket.close();
  }

  /** Timers of a busy process come late: what is due is counted. */
  #run(): NodeJS.Timeout {
    let sent = Math.floor(performance.now() / PACKET_MS);
    return setInterval(() => {
      const due = Math.floor(performance.now() / PACKET_MS);
      for (sent = Math.max(sent, due - CATCH_UP); sent < due; sent++) this.#send();
    }, PACKET_MS / 2);
  }

  /** One packet interval. */
  #send(): void {
    const voice = { payloadType: pcmaType, marker: false, timestampOffset: 0, payload: this.#tone };
    const key = this.#key?.next().value;
    if (key === undefined) this.#key = undefined;
    for (const content of key ?? [voice]) this.#sendPacket(content);
    this.#timestamp = (this.#timestamp + SAMPLES) >>> 0;
  }

  #sendPacket({ payloadType, marker, timestampOffset, payload }: Content): void {
    if (!this.#remote) return;
    const type = payloadType === TELEPHONE_EVENT ? this.#eventType : payloadType;
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = type | (marker ? 0x80 : 0);
    header.writeUInt16BE(this.#sequence, 2);
    header.writeUInt32BE((this.#timestamp + timestampOffset) >>> 0, 4);
    header.writeUInt32BE(this.#ssrc, 8);
    const [host, port] = this.#remote;
    this.#socket.send([header, payload], port, host);
    this.#sequence = (this.#sequence + 1) & 0xffff;
  }
}

/** A packet of a tone; phones' tones have whole periods in it, so that it can be sent again and again. */
const packetOf = (hz: number): Buffer => Buffer.from(Uint8Array.from(sine(hz, PACKET_MS), encodeALaw));
