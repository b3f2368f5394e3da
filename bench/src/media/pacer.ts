/** Milliseconds between two packets of a stream, and of one slot. */
const PACKET_MS = 20;
const SLOT_MS = 2;
const SLOTS = PACKET_MS / SLOT_MS;

/**
 * Calls every member once in 20 ms. The members are spread over slots of 2 ms, as the packets of independent phones
 * are: all at once would queue up in the network that is measured.
 */
export class Pacer {
  readonly #slots: Set<() => void>[] = Array.from({ length: SLOTS }, () => new Set());
  #nextSlot = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @returns Takes the member out again. */
  add(member: () => void): () => void {
    const slot = this.#slots[this.#nextSlot++ % SLOTS] as Set<() => void>;
    slot.add(member);
    this.#timer ??= this.#run();
    return () => slot.delete(member);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** A timer may come late, so the slots that are due are counted, up to one round: more would be a burst. */
  #run(): NodeJS.Timeout {
    let done = Math.floor(performance.now() / SLOT_MS);
    return setInterval(() => {
      const due = Math.floor(performance.now() / SLOT_MS);
      for (done = Math.max(done, due - SLOTS); done < due; done++) {
        for (const member of this.#slots[done % SLOTS] as Set<() => void>) member();
      }
    }, SLOT_MS);
  }
}
