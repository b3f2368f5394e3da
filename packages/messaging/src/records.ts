import { LRUCache } from 'lru-cache';
import { StateConflict, type Store } from './store.ts';
import type { WorkflowRecord } from './workflow-record.ts';

/** A record as this process knows it, also one that is known not to exist. */
export type Entry<State, Event, Command> = WorkflowRecord<State, Event, Command> & {
  readonly key: string;
  /** 0: not stored. */
  revision: number;
  /** The stored state is final. */
  over: boolean;
  /** Nobody is known to have written since it was read or written here. */
  current: boolean;
  /** The highest revision onto which somebody is known to write; -1: none. */
  contested: number;
};

export type RecordsOptions<State, Event, Command> = {
  store: Store<WorkflowRecord<State, Event, Command>>;
  /** `last` is the final state that the stored record is in; a call that has moved, say, may be met as what it was. */
  initial: (key: string, last?: State) => State;
  isFinal: (state: State) => boolean;
  /** Records kept in memory. Default 10,000. */
  cacheSize?: number;
};

const CACHE_SIZE = 10_000;

/**
 * The records of a workflow, read from the store only where they are not known to be current.
 *
 * The store tells of writes by others. That may be before the write is stored, so that reading at once may still give what
 * was there before: a record is known to be current again when its revision is higher than the one written onto.
 *
 * What remains is the way of that message: for so long a record may be one write old. Every write is compare-and-set and
 * notices it. A decision that leads to nothing does not; it is as good as one made just before the other's write, since what
 * that write has set off comes to this process over the same connection, behind the message about it.
 */
export class Records<State, Event, Command> {
  readonly #options: RecordsOptions<State, Event, Command>;
  readonly #cache: LRUCache<string, Entry<State, Event, Command>>;
  /** Times at which writes may have gone untold. */
  #gaps = 0;

  constructor(options: RecordsOptions<State, Event, Command>) {
    this.#options = options;
    this.#cache = new LRUCache({ max: options.cacheSize ?? CACHE_SIZE });
    options.store.watch({
      written: (key, onto) => contest(this.#cache.peek(key), onto),
      missed: () => {
        this.#gaps += 1;
        for (const entry of this.#cache.values()) entry.current = false;
      },
    });
  }

  /** The record, where it is known to be current. */
  known(key: string): Entry<State, Event, Command> | undefined {
    const entry = this.#cache.get(key);
    return entry?.current ? entry : undefined;
  }

  /** The record; read where it is not known to be current. Not for the same key at the same time as anything below. */
  async open(key: string): Promise<Entry<State, Event, Command>> {
    let entry = this.#cache.get(key);
    if (!entry) {
      entry = { ...this.#blank(key), key, revision: 0, over: false, current: false, contested: -1 };
      this.#cache.set(key, entry);
    }
    if (!entry.current) await this.#read(entry);
    return entry;
  }

  /** @throws {StateConflict} Somebody else has written; the entry is up to date now. */
  async assertCurrent(entry: Entry<State, Event, Command>): Promise<void> {
    if (entry.current) return;
    const { revision } = entry;
    await this.#read(entry);
    if (entry.revision !== revision) throw new StateConflict(entry.key, revision);
  }

  /** @throws {StateConflict} Somebody else has written. */
  async save(
    entry: Entry<State, Event, Command>,
    record: WorkflowRecord<State, Event, Command>,
  ): Promise<void> {
    const { store, isFinal } = this.#options;
    const onto = entry.revision;
    const over = isFinal(record.state);
    try {
      const revision = await store.save(entry.key, record, onto, { final: over });
      Object.assign(entry, record, { revision, over, current: revision > entry.contested });
    } catch (error) {
      entry.current = false;
      // Nobody knows whether it is stored, or will be.
      if (!(error instanceof StateConflict)) contest(entry, onto);
      throw error;
    }
  }

  async #read(entry: Entry<State, Event, Command>): Promise<void> {
    const gaps = this.#gaps;
    const loaded = await this.#options.store.load(entry.key);
    const revision = loaded?.revision ?? 0;
    if (revision !== entry.revision) {
      const record = loaded?.value ?? this.#blank(entry.key);
      const over = loaded !== undefined && this.#options.isFinal(record.state);
      Object.assign(entry, { trace: undefined }, record, { revision, over });
    }
    entry.current = revision > entry.contested && gaps === this.#gaps;
  }

  #blank(key: string): WorkflowRecord<State, Event, Command> {
    return { state: this.#options.initial(key), recent: [], pending: [], trace: undefined };
  }
}

/** Somebody writes onto a revision. Where that is an older one than ours he is refused, unless he knows that ours is gone. */
const contest = (
  entry: { revision: number; current: boolean; contested: number } | undefined,
  onto: number,
): void => {
  if (!entry || (onto > 0 && onto < entry.revision)) return;
  entry.current = false;
  entry.contested = Math.max(entry.contested, onto);
};
