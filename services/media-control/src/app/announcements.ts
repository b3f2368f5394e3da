import type { Party } from '../domain/hearing.ts';
import type { Board } from './board.ts';
import type { Announced } from './media-control.ts';

/**
 * What is still being made for parties. The one thing that this service remembers between two calls: what comes late must not be
 * played to somebody who is talking by then.
 */
export class Announcements {
  readonly #board: Board;
  readonly #expected = new Map<string, Announced>();

  constructor(board: Board) {
    this.#board = board;
  }

  /** Something else is arranged for these parties. */
  forget(parties: readonly Party[]): void {
    for (const party of parties) this.#expected.delete(keyOf(party));
  }

  /** For how many parties something is still being made. */
  get expected(): number {
    return this.#expected.size;
  }

  /** Arrange, then play each as soon as it is made, unless it is forgotten by then. Where arranging fails, all are. */
  async during(announced: readonly Announced[], arrange: () => Promise<void>): Promise<void> {
    for (const each of announced) {
      this.#expected.set(keyOf(each.party), each);
      each.recording.catch(() => {}); // told by `#play`, if it comes to that
    }
    const arranged = arrange();
    await Promise.all([arranged, ...announced.map((each) => this.#play(each, arranged))]);
  }

  async #play(announced: Announced, arranged: Promise<void>): Promise<void> {
    const { party, recording, repeat } = announced;
    const isExpected = (): boolean => this.#expected.get(keyOf(party)) === announced;
    try {
      await arranged;
      const { path: file } = await recording;
      if (isExpected()) await this.#board.carryOut({ type: 'Play', party, file, repeat });
    } finally {
      if (isExpected()) this.#expected.delete(keyOf(party));
    }
  }
}

const keyOf = ({ mediaCall, tag }: Party): string => `${mediaCall} ${tag}`;
