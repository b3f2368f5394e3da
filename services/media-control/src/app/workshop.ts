import { KeyedQueue } from '@cordboard/messaging';
import { TooBusy } from '../domain/errors.ts';

/** A place where a few heavy jobs are done at a time, and a few may wait. */
export class Workshop {
  readonly #queue: KeyedQueue;
  readonly #what: string;
  readonly #limit: number;
  #jobs = 0;
  #begun = 0;

  /**
   * @param what - What is done here, for the error.
   * @param places - Jobs at the same time.
   * @param waiting - Jobs that may wait in addition.
   */
  constructor(what: string, { places, waiting }: { places: number; waiting: number }) {
    this.#queue = new KeyedQueue(places);
    this.#what = what;
    this.#limit = places + waiting;
  }

  /** @throws {TooBusy} */
  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#jobs >= this.#limit) throw new TooBusy(this.#what, this.#limit);
    this.#jobs += 1;
    this.#begun += 1;
    try {
      return await this.#queue.run(String(this.#begun), job);
    } finally {
      this.#jobs -= 1;
    }
  }
}
