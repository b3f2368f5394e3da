import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { pcmaType } from '@cordboard/test/network/g711';
import { parseRtp } from '@cordboard/test/network/rtp';
import { type Content, HELD, SAMPLES, telephoneEvent } from '@cordboard/test/network/telephone-event';
import type { Audio } from './audio.ts';
import type { Pacer } from './pacer.ts';
import { type Party, type Speaker, speakerOf, voiceOf } from './speaker.ts';

/** Packet intervals between two key presses: 80 ms. */
const PAUSE = 4;

/** The RTP of one phone in one call: G.711 A-law voice, keys by RFC 4733, and an ear for who speaks. */
export class Stream {
  readonly port: number;
  readonly #socket: Socket;
  readonly #pacer: Pacer;
  readonly #voice: Content;
  readonly #every: number;
  readonly #ssrc = randomInt(2 ** 32);
  readonly #listeners = new Map<Speaker, () => void>();
  #sequence = randomInt(2 ** 16);
  #timestamp = randomInt(2 ** 32);
  #tick = 0;
  #script: Iterator<readonly Content[], void> | undefined;
  #silence: (() => void) | undefined;

  private constructor(socket: Socket, party: Party, every: number, pacer: Pacer) {
    this.#socket = socket;
    this.port = socket.address().port;
    this.#every = every;
    this.#pacer = pacer;
    const payload = voiceOf(party, SAMPLES);
    this.#voice = { payloadType: pcmaType, marker: false, timestampOffset: 0, payload };
    socket.on('message', (packet) => this.#receive(packet));
    socket.on('error', () => {}); // ICMP "port unreachable": the other end has left first
  }

  static async open(
    { address, port, party, every }: Pick<Audio, 'every'> & { address: string; port: number; party: Party },
    pacer: Pacer,
  ): Promise<Stream> {
    const socket = createSocket('udp4');
    socket.bind(port, address);
    await once(socket, 'listening');
    return new Stream(socket, party, every, pacer);
  }

  /** Speaks to `host:port` from now on. */
  async start(remote: string): Promise<void> {
    const [host, port] = remote.split(':');
    this.#socket.connect(Number(port), host);
    await once(this.#socket, 'connect');
    this.#silence ??= this.#pacer.add(() => this.#send());
  }

  /**
   * Presses keys one after the other.
   *
   * @param intervals - Packet intervals for which each is held.
   * @returns When the pause after the last one is over.
   */
  press(digits: string, intervals = HELD): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#script = this.#keys(digits, intervals, resolve);
    return promise;
  }

  /** The next packet in which this one speaks. */
  hears(speaker: Speaker): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#listeners.set(speaker, resolve);
    return promise;
  }

  close(): void {
    this.#silence?.();
    this.#silence = undefined;
    this.#socket.removeAllListeners('message');
    this.#socket.close();
  }

  *#keys(digits: string, intervals: number, done: () => void): Generator<readonly Content[], void> {
    for (const digit of digits) {
      yield* telephoneEvent(digit, intervals);
      for (let interval = 0; interval < PAUSE; interval++) yield [];
    }
    done();
  }

  /** One packet interval. The time stamp goes on where nothing is sent (RFC 3550 §5.1). */
  #send(): void {
    const key = this.#script?.next().value ?? [];
    const voice = key.length === 0 && this.#tick++ % this.#every === 0 ? [this.#voice] : [];
    for (const content of [...key, ...voice]) this.#sendPacket(content);
    this.#timestamp = (this.#timestamp + SAMPLES) >>> 0;
  }

  #sendPacket({ payloadType, marker, timestampOffset, payload }: Content): void {
    const packet = Buffer.allocUnsafe(12 + payload.length);
    packet[0] = 0x80;
    packet[1] = payloadType | (marker ? 0x80 : 0);
    packet.writeUInt16BE(this.#sequence, 2);
    packet.writeUInt32BE((this.#timestamp + timestampOffset) >>> 0, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    packet.set(payload, 12);
    this.#socket.send(packet);
    this.#sequence = (this.#sequence + 1) & 0xffff;
  }

  /** Looks at packets only while somebody listens: the load's own work is no part of what is measured. */
  #receive(packet: Buffer): void {
    if (this.#listeners.size === 0) return;
    const rtp = parseRtp(packet);
    const speaker = rtp && speakerOf(rtp.payloadType, rtp.payload);
    if (speaker === undefined) return;
    this.#listeners.get(speaker)?.();
    this.#listeners.delete(speaker);
  }
}
