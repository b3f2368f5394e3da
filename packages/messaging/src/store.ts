/** A value with the revision that the next write must name. */
export type Versioned<T> = { value: T; revision: number };

/** Somebody else has written (or removed) the value since it was loaded. Load it again and decide again. */
export class StateConflict extends Error {
  readonly code = 'STATE_CONFLICT';
  override readonly name = 'StateConflict';
  readonly key: string;
  readonly revision: number;

  constructor(key: string, revision: number, options?: ErrorOptions) {
    super(`${key} is no longer at revision ${revision}`, options);
    this.key = key;
    this.revision = revision;
  }
}

/** A key that cannot be one word of a NATS subject. */
export class BadKey extends Error {
  readonly code = 'BAD_KEY';
  override readonly name = 'BadKey';
}

/** Who wants to know what others do to the values. */
export type Watcher = {
  /**
   * Somebody else writes a value. It may be told before the value is stored, or although the write is refused.
   *
   * @param onto - The revision that the write expects to replace; 0: none.
   */
  written(key: string, onto: number): void;
  /** Writes may have gone untold. */
  missed(): void;
};

/** What a workflow needs of a store. */
export type Store<T> = {
  load(key: string): Promise<Versioned<T> | undefined>;
  /** @param options.final - Nothing but a late repetition asks for the value from now on: the store drops it after a while. */
  save(key: string, value: T, revision: number, options?: { final?: boolean }): Promise<number>;
  watch(watcher: Watcher): void;
};
