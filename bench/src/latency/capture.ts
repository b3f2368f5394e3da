import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { parsePacket } from '@cordboard/test/network/packet';
import { PcapReader } from '@cordboard/test/network/pcap';
import type { Seen } from './switch.ts';

const KERNEL_BUFFER_KIB = 65_536;

/** tcpdump on loopback, which all traffic of the stack's one machine crosses; it stamps packets with the kernel's time. */
export class Capture {
  readonly #file: string;
  readonly #tcpdump: ChildProcess;
  #said = '';

  private constructor(file: string, tcpdump: ChildProcess) {
    this.#file = file;
    this.#tcpdump = tcpdump;
    tcpdump.stderr?.on('data', (text: Buffer) => {
      this.#said += text.toString();
    });
  }

  /** @returns When it captures. @throws {Error} tcpdump ended, in its own words. */
  static async start(file: string, filter: string): Promise<Capture> {
    const options = [
      '-i',
      'lo',
      '-n',
      '-U',
      '--immediate-mode',
      '-Z',
      'root',
      '-B',
      String(KERNEL_BUFFER_KIB),
      '-w',
      file,
    ];
    const tcpdump = spawn('tcpdump', [...options, filter], { stdio: ['ignore', 'ignore', 'pipe'] });
    const capture = new Capture(file, tcpdump);
    while (!capture.#said.includes('listening on')) {
      await Promise.race([once(tcpdump.stderr as NodeJS.EventEmitter, 'data'), once(tcpdump, 'exit')]);
      if (tcpdump.exitCode !== null) throw new Error(`tcpdump: ${capture.#said.trim()}`);
    }
    return capture;
  }

  /** Ends the capture. @throws {Error} Packets were lost: figures from the rest would be wrong. */
  async stop(): Promise<void> {
    const exited = once(this.#tcpdump, 'close');
    this.#tcpdump.kill('SIGINT');
    await exited;
    const dropped = Number(/(\d+) packets? dropped by kernel/.exec(this.#said)?.[1] ?? 0);
    if (dropped > 0) throw new Error(`tcpdump lost ${dropped} packets`);
  }

  /** What was captured, in order. */
  async *packets(): AsyncGenerator<Seen> {
    const reader = new PcapReader();
    for await (const chunk of createReadStream(this.#file)) {
      for (const frame of reader.push(chunk)) {
        const packet = parsePacket(frame.data);
        if (packet) yield { ...packet, at: frame.at };
      }
    }
  }
}
