/** A captured frame. */
export interface Frame {
  /** Milliseconds since 1970, from the kernel. */
  at: number;
  data: Buffer;
}

const globalHeaderLength = 24;
const recordHeaderLength = 16;
const magicMicroseconds = 0xa1b2c3d4;
const linkTypeEthernet = 1;

/**
 * Reads the stream that `tcpdump -w -` writes (pcap, microseconds, little-endian).
 *
 * @see draft-ietf-opsawg-pcap
 */
export class PcapReader {
  #rest: Buffer = Buffer.alloc(0);
  #begun = false;

  /**
   * @returns The frames that are complete with this chunk.
   * @throws {Error} Not a pcap stream of Ethernet frames.
   */
  push(chunk: Buffer): Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (!this.#begun) {
      if (this.#rest.length < globalHeaderLength) return [];
      if (
        this.#rest.readUInt32LE(0) !== magicMicroseconds ||
        this.#rest.readUInt32LE(20) !== linkTypeEthernet
      )
        throw new Error('not a pcap stream of Ethernet frames');
      this.#rest = this.#rest.subarray(globalHeaderLength);
      this.#begun = true;
    }
    const frames: Frame[] = [];
    while (this.#rest.length >= recordHeaderLength) {
      const end = recordHeaderLength + this.#rest.readUInt32LE(8);
      if (this.#rest.length < end) break;
      const at = this.#rest.readUInt32LE(0) * 1_000 + this.#rest.readUInt32LE(4) / 1_000;
      frames.push({ at, data: this.#rest.subarray(recordHeaderLength, end) });
      this.#rest = this.#rest.subarray(end);
    }
    return frames;
  }
}
