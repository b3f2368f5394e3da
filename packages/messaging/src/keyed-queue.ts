type Job = () => Promise<void>;

/**
 * Runs the tasks of one key strictly one after another, in the order of `run`, and those of different keys
 * at the same time, up to a limit.
 */
export class KeyedQueue {
  readonly #limit: number;
  /** For each key that has a job running or ready: the jobs behind it. */
  readonly #behind = new Map<string, Job[]>();
  /** Jobs that are next of their key and wait for one of the places. */
  readonly #ready: { key: string; job: Job }[] = [];
  #idle: (() => void)[] = [];
  #running = 0;

  /** @param limit - Tasks running at the same time. Default: no limit. */
  constructor(limit = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  /** Resolves or rejects as the task does, once its turn has come. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const job = async () => {
        try {
          resolve(await task());
        } catch (error) {
          reject(error);
        }
      };
      const behind = this.#behind.get(key);
      if (behind) {
        behind.push(job);
        return;
      }
      this.#behind.set(key, []);
      this.#ready.push({ key, job });
      this.#startNext();
    });
  }

  /** Whether a task of the key runs or waits. */
  has(key: string): boolean {
    return this.#behind.has(key);
  }

  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void> {
    if (this.#behind.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #startNext(): void {
    if (this.#running >= this.#limit) return;
    const next = this.#ready.shift();
    if (!next) return;
    this.#running += 1;
    next.job().then(() => this.#finished(next.key));
  }

  #finished(key: string): void {
    this.#running -= 1;
    const job = this.#behind.get(key)?.shift();
    if (job) this.#ready.push({ key, job });
    else this.#behind.delete(key);
    this.#startNext();
    if (this.#behind.size === 0) this.#becameIdle();
  }

  #becameIdle(): void {
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}
