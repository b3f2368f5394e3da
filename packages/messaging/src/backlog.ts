import { once } from 'node:events';

/** What waits for a reader may not grow without end. */
const LIMIT = 10_000;

/** The reader of a stream does not keep up with it. */
export class TooSlow extends Error {
  readonly code = 'TOO_SLOW';
  override readonly name = 'TooSlow';

  constructor(limit: number) {
    super(`${limit} changes wait for their reader, who is too slow`);
  }
}

/** What has come and waits for its one reader. Iterating over it ends with the signal. */
export class Backlog<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  readonly #signal: AbortSignal;
  readonly #limit: number;
  readonly #news = new EventTarget();
  #failure: Error | undefined;

  constructor(signal: AbortSignal, limit = LIMIT) {
    this.#signal = signal;
    this.#limit = limit;
  }

  add(item: T): void {
    if (this.#failure !== undefined) return;
    if (this.#items.length >= this.#limit) return this.fail(new TooSlow(this.#limit));
    this.#items.push(item);
    this.#news.dispatchEvent(new Event('news'));
  }

  /** Let the reader have what has come, then throw this. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#news.dispatchEvent(new Event('news'));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (!this.#signal.aborted) {
      const news = once(this.#news, 'news', { signal: this.#signal });
      news.catch(() => {}); // aborted
      yield* this.#items.splice(0);
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#items.length > 0) continue;
      await news.catch(() => {});
    }
  }
}
