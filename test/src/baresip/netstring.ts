/** Frame a text as a netstring, `<length in bytes>:<text>,`, the framing of baresip's ctrl_tcp module. */
export const encodeNetstring = (text: string): Buffer =>
  Buffer.from(`${Buffer.byteLength(text)}:${text},`, 'utf8');

/** Cuts a byte stream into the texts of its netstrings. */
export class NetstringDecoder {
  #rest: Buffer = Buffer.alloc(0);

  /**
   * @returns The texts that are complete with this chunk, in order.
   * @throws {Error} The stream is not made of netstrings.
   */
  push(chunk: Buffer): string[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const texts: string[] = [];
    for (;;) {
      const colon = this.#rest.indexOf(':');
      if (colon < 0) return texts;
      const length = Number(this.#rest.toString('latin1', 0, colon));
      if (!Number.isInteger(length)) throw new Error('not a netstring');
      const end = colon + 1 + length;
      if (this.#rest.length <= end) return texts;
      texts.push(this.#rest.toString('utf8', colon + 1, end));
      this.#rest = this.#rest.subarray(end + 1);
    }
  }
}
