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

  /** @returns what plays each as soon as it is made, unless it is forgotten by then. */
  expect(announced: readonly Announced[]): () => Promise<void> {
    for (const each of announced) {
      this.#expected.set(keyOf(each.party), each);
      each.recording.catch(() => {}); // told by `play`, if it comes to that
    }
    return async () => {
      await Promise.all(announced.map((each) => this.#play(each)));
    };
  }

  async #play(announced: Announced): Promise<void> {
    const { party, recording, repeat } = announced;
    const isExpected = (): boolean => this.#expected.get(keyOf(party)) === announced;
    try {
      const { path: file } = await recording;
      if (isExpected()) await this.#board.carryOut({ type: 'Play', party, file, repeat });
    } finally {
      if (isExpected()) this.#expected.delete(keyOf(party));
    }
  }
}

const keyOf = ({ mediaCall, tag }: Party): string => `${mediaCall} ${tag}`;
