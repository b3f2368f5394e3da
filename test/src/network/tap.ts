import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { DeadlineExceeded, now } from '../clock.ts';
import { mediaPorts, sipPorts } from '../ports.ts';
import { type Packet, parsePacket } from './packet.ts';
import { PcapReader } from './pcap.ts';
import { parseRtp, type RtpPacket } from './rtp.ts';
import { SipLog } from './sip-log.ts';
import { parseSip, type SipMessage } from './sip-message.ts';
import { SipStream } from './sip-stream.ts';

/** An RTP packet that travelled to or from one of our phones. */
export interface SeenRtp extends RtpPacket {
  at: number;
  /** `address:port`. */
  from: string;
  to: string;
}

const readyWithinMs = 5_000;
const kernelBufferKiB = 65_536;
const snapLength = 8_192; // bytes; the kernel keeps a slot of this size for every packet, so it bounds their number

const filter = [
  `udp dst portrange ${mediaPorts[0]}-${mediaPorts[1]}`,
  `(udp src portrange ${mediaPorts[0]}-${mediaPorts[1]} and udp[9] & 0x7f >= 96)`, // the digits that phones press
  'port 5060',
  `portrange ${sipPorts[0]}-${sipPorts[1]}`,
].join(' or ');

/**
 * Reads the wire: all SIP, what every phone receives, and the digits it sends.
 *
 * The phones and the stack share one machine, so everything crosses its loopback interface. Each packet carries the
 * kernel's time, which neither the load of this process nor a phone's jitter buffer blurs.
 */
export class Tap extends EventEmitter<{ rtp: [SeenRtp]; sip: [SipMessage] }> {
  readonly sip = new SipLog();
  readonly #tcpdump: ChildProcess;
  readonly #streams = new Map<string, SipStream>();

  private constructor(tcpdump: ChildProcess) {
    super();
    this.setMaxListeners(0); // every phone listens
    this.#tcpdump = tcpdump;
    const reader = new PcapReader();
    tcpdump.stdout?.on('data', (chunk: Buffer) => {
      for (const frame of reader.push(chunk)) {
        const packet = parsePacket(frame.data);
        if (packet) this.#read(packet, frame.at);
      }
    });
  }

  /** @throws {DeadlineExceeded} tcpdump did not begin to capture (it needs root, or CAP_NET_RAW). */
  static async start(): Promise<Tap> {
    const options = [
      '-i',
      'lo',
      '-n',
      '-U',
      '--immediate-mode',
      '-s',
      String(snapLength),
      '-B',
      String(kernelBufferKiB),
      '-w',
      '-',
      filter,
    ];
    const tcpdump = spawn('tcpdump', options, { stdio: ['ignore', 'pipe', 'pipe'] });
    const tap = new Tap(tcpdump);
    await listening(tcpdump);
    return tap;
  }

  async stop(): Promise<void> {
    if (this.#tcpdump.exitCode !== null) return;
    const exited = once(this.#tcpdump, 'exit');
    this.#tcpdump.kill('SIGTERM');
    await exited;
  }

  #read(packet: Packet, at: number): void {
    const port = Number(packet.to.slice(packet.to.indexOf(':') + 1));
    const source = Number(packet.from.slice(packet.from.indexOf(':') + 1));
    const isMedia = packet.transport === 'udp' && (inRange(port, mediaPorts) || inRange(source, mediaPorts));
    if (isMedia) {
      const rtp = parseRtp(packet.payload);
      if (rtp) this.emit('rtp', { ...rtp, at, from: packet.from, to: packet.to });
      return;
    }
    for (const text of this.#sipTexts(packet)) {
      const message = parseSip(text, { at, transport: packet.transport, from: packet.from, to: packet.to });
      if (!message) continue;
      this.sip.record(message);
      this.emit('sip', message);
    }
  }

  #sipTexts(packet: Packet): string[] {
    if (packet.transport === 'udp') return [packet.payload.toString('utf8')];
    const flow = `${packet.from} ${packet.to}`;
    const stream = this.#streams.get(flow) ?? new SipStream();
    this.#streams.set(flow, stream);
    return stream.push(packet.sequence, packet.payload);
  }
}

const inRange = (port: number, [first, last]: readonly [number, number]): boolean =>
  port >= first && port <= last;

const listening = async (tcpdump: ChildProcess): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  tcpdump.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes('listening on')) resolve();
  });
  tcpdump.on('error', reject);
  tcpdump.on('exit', () => reject(new DeadlineExceeded(`tcpdump ended: ${said.trim()}`)));
  const since = now();
  const timer = setTimeout(
    () => reject(new DeadlineExceeded(`tcpdump says nothing for ${Math.round(now() - since)} ms: ${said}`)),
    readyWithinMs,
  );
  await promise.finally(() => clearTimeout(timer));
};
