/**
 * Cuts one direction of a TCP connection into SIP messages by their Content-Length (RFC 3261 §18.3).
 *
 * Segments on a machine's own interface arrive whole and in order; a retransmitted one is recognised and dropped.
 */
export class SipStream {
  #expected: number | undefined;
  #text = '';

  /** @returns The messages that are complete with this segment. */
  push(sequence: number, payload: Buffer): string[] {
    if (payload.length === 0) return [];
    const isRepeated = this.#expected !== undefined && ((sequence - this.#expected) | 0) < 0;
    if (isRepeated) return [];
    this.#expected = (sequence + payload.length) >>> 0;
    this.#text += payload.toString('latin1');
    const messages: string[] = [];
    for (;;) {
      this.#text = this.#text.replace(/^(\r\n)+/, ''); // keep-alives, RFC 5626 §3.5.1
      const end = this.#text.indexOf('\r\n\r\n');
      if (end < 0) return messages;
      const length = Number(/^(?:content-length|l)\s*:\s*(\d+)/im.exec(this.#text.slice(0, end))?.[1] ?? 0);
      if (this.#text.length < end + 4 + length) return messages;
      messages.push(Buffer.from(this.#text.slice(0, end + 4 + length), 'latin1').toString('utf8'));
      this.#text = this.#text.slice(end + 4 + length);
    }
  }
}
