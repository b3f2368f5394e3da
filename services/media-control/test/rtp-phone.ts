import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { decodeG711, encodeG711, type Law, payloadTypes } from './g711.ts';
import { heard, RATE, sine } from './tones.ts';

/** A received RTP packet (RFC 3550 §5.1). */
export interface Packet {
  /** performance.now() */
  readonly at: number;
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
}

/** A digit that is being sent. */
interface PressedDigit {
  readonly event: number;
  readonly timestamp: number;
  packetsLeft: number;
  /** In samples. */
  duration: number;
}

/** What distinguishes one phone from another. */
export interface PhoneOptions {
  readonly law?: Law;
  /** The tone that is its voice. */
  readonly hz: number;
}

/** What an SDP of the phone says. */
export interface SessionOptions {
  readonly codecs?: readonly string[];
  readonly direction?: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
  readonly address?: string;
  /** Of the "o=" line. */
  readonly version?: number;
  /** Payload type of RFC 4733 events. */
  readonly events?: number;
}

export const ADDRESS = '10.99.0.2';
const PACKET_MS = 20;
const SAMPLES = (RATE * PACKET_MS) / 1000;
const DIGITS = '0123456789*#ABCD';
const DEADLINE_MS = 3_000;

/**
 * The RTP side of a phone: it speaks by a tone of its own, presses digits, and remembers all that it receives. SIP is
 * what the test does by carrying SDP between it and rtpengine.
 */
export class RtpPhone {
  readonly hz: number;
  readonly law: Law;
  readonly packets: Packet[] = [];
  readonly #socket: Socket;
  readonly #events = new EventEmitter();
  readonly #voice: readonly Buffer[];
  readonly #ssrc = randomInt(2 ** 32);
  #remote: { address: string; port: number } | undefined;
  #sequence = randomInt(2 ** 15);
  #timestamp = randomInt(2 ** 31);
  #tick = 0;
  /** Payload type of RFC 4733 events, as last said in SDP. */
  #eventType = 101;
  #digit: PressedDigit | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(socket: Socket, { hz, law = 'PCMA' }: PhoneOptions) {
    this.hz = hz;
    this.law = law;
    this.#socket = socket;
    const second = Buffer.from(encodeG711(law, sine(hz, 1000)));
    this.#voice = Array.from({ length: 50 }, (_, i) => second.subarray(i * SAMPLES, (i + 1) * SAMPLES));
    socket.on('message', (message) => this.#onMessage(message));
  }

  static async open(options: PhoneOptions): Promise<RtpPhone> {
    const socket = createSocket('udp4');
    socket.bind(0, ADDRESS);
    await once(socket, 'listening');
    return new RtpPhone(socket, options);
  }

  /** Its session as SDP. */
  sdp({
    codecs = [this.law],
    direction = 'sendrecv',
    address = ADDRESS,
    version = 1,
    events = this.#eventType,
  }: SessionOptions = {}): string {
    const numbers: Record<string, number> = { ...payloadTypes, G722: 9, G728: 15, 'telephone-event': events };
    this.#eventType = events;
    const names = [...codecs, 'telephone-event'];
    return [
      'v=0',
      `o=phone ${this.#ssrc} ${version} IN IP4 ${ADDRESS}`,
      's=-',
      `c=IN IP4 ${address}`,
      't=0 0',
      `m=audio ${this.#socket.address().port} RTP/AVP ${names.map((name) => numbers[name]).join(' ')}`,
      ...names.map((name) => `a=rtpmap:${numbers[name]} ${name}/8000`),
      `a=fmtp:${events} 0-15`,
      `a=${direction}`,
      'a=ptime:20',
      '',
    ].join('\r\n');
  }

  /** Send to where the other side's SDP says, every 20 ms from now on. */
  talkTo(sdp: string): void {
    const address = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1];
    const port = /^m=audio (\d+)/m.exec(sdp)?.[1];
    if (!address || !port) throw new Error(`no audio in ${sdp}`);
    this.#remote = { address, port: Number(port) };
    if (this.#timer) return;
    const start = performance.now();
    let sent = 0;
    this.#timer = setInterval(() => {
      for (const due = (performance.now() - start) / PACKET_MS; sent < due; sent++) this.#sendNext();
    }, 5);
  }

  /** Send back whatever comes, in the codec that it came in. */
  echoTo(sdp: string): void {
    this.talkTo(sdp);
    this.#events.on('received', ({ payloadType, payload }: Packet) => {
      clearInterval(this.#timer); // until then it has been speaking, to be known
      this.#send(payloadType, this.#timestamp, payload);
      this.#timestamp = (this.#timestamp + SAMPLES) >>> 0;
    });
  }

  /** Be mute as on hold; digits still go out. */
  mute(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Press a digit for `ms` (RFC 4733 §2.5.1: updates while it lasts, the end three times). */
  press(digit: string, ms = 100): void {
    this.#digit = {
      event: DIGITS.indexOf(digit),
      timestamp: this.#timestamp,
      packetsLeft: ms / PACKET_MS + 3,
      duration: 0,
    };
  }

  /** The tones heard between two moments of performance.now(). */
  hears(candidates: readonly number[], from: number, to = performance.now()): number[] {
    return heard(this.samples(from, to), candidates);
  }

  samples(from: number, to = performance.now()): number[] {
    return this.packets
      .filter(({ at, payloadType }) => at >= from && at < to && payloadType !== this.#eventType)
      .flatMap(({ payloadType, payload }) =>
        decodeG711(payloadType === payloadTypes.PCMU ? 'PCMU' : 'PCMA', payload),
      );
  }

  /** The digits whose events have begun to arrive since `from`. */
  digits(from: number): string {
    const events = this.packets.filter(
      ({ at, payloadType }) => at >= from && payloadType === this.#eventType,
    );
    return [
      ...new Map(events.map(({ timestamp, payload }) => [timestamp, DIGITS[payload[0] ?? 0]])).values(),
    ].join('');
  }

  /** The first packet from now on that is like this. */
  async next(isWanted: (packet: Packet) => boolean = () => true): Promise<Packet> {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    for (;;) {
      const [packet] = await once(this.#events, 'received', { signal });
      if (isWanted(packet)) return packet;
    }
  }

  /** Speak for so long. @returns the moment when that began. */
  async speak(ms = 300): Promise<number> {
    const from = performance.now();
    const until = this.#tick + ms / PACKET_MS;
    const signal = AbortSignal.timeout(ms + DEADLINE_MS);
    while (this.#tick < until) await once(this.#events, 'sent', { signal });
    return from;
  }

  close(): void {
    this.mute();
    this.#socket.close();
  }

  #sendNext(): void {
    const digit = this.#digit;
    if (digit) this.#sendDigit(digit);
    else this.#send(payloadTypes[this.law], this.#timestamp, this.#voice[this.#tick % 50] as Buffer);
    this.#tick++;
    this.#timestamp = (this.#timestamp + SAMPLES) >>> 0;
    this.#events.emit('sent');
  }

  #sendDigit(digit: PressedDigit): void {
    const isEnd = digit.packetsLeft <= 3;
    if (!isEnd) digit.duration += SAMPLES;
    const payload = Buffer.from([
      digit.event,
      (isEnd ? 0x80 : 0) | 10,
      digit.duration >> 8,
      digit.duration & 0xff,
    ]);
    this.#send(this.#eventType, digit.timestamp, payload, digit.duration === SAMPLES);
    if (--digit.packetsLeft === 0) this.#digit = undefined;
  }

  #send(payloadType: number, timestamp: number, payload: Buffer, marker = false): void {
    if (!this.#remote) return;
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80);
    header.writeUInt8(payloadType | (marker ? 0x80 : 0), 1);
    header.writeUInt16BE(this.#sequence++ & 0xffff, 2);
    header.writeUInt32BE(timestamp, 4);
    header.writeUInt32BE(this.#ssrc, 8);
    this.#socket.send([header, payload], this.#remote.port, this.#remote.address);
  }

  #onMessage(message: Buffer): void {
    if (message.length < 12) return;
    const packet: Packet = {
      at: performance.now(),
      marker: (message.readUInt8(1) & 0x80) !== 0,
      payloadType: message.readUInt8(1) & 0x7f,
      sequence: message.readUInt16BE(2),
      timestamp: message.readUInt32BE(4),
      ssrc: message.readUInt32BE(8),
      payload: message.subarray(12),
    };
    this.packets.push(packet);
    this.#events.emit('received', packet);
  }
}
