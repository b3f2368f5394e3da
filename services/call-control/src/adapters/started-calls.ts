import { type Bus, StateConflict, StateStore } from '@cordboard/messaging';

/** A request that is repeated later than this starts another call. */
const REMEMBERED_MS = 24 * 3_600_000;

/** The requests that have started a call, remembered beyond its end: the same request again starts no second one. */
export class StartedCalls {
  readonly #store: StateStore<{ at: number }>;

  private constructor(store: StateStore<{ at: number }>) {
    this.#store = store;
  }

  static async open(bus: Bus): Promise<StartedCalls> {
    return new StartedCalls(await StateStore.open(bus, { bucket: 'started-calls', ttlMs: REMEMBERED_MS }));
  }

  async has(requestId: string): Promise<boolean> {
    return (await this.#store.load(requestId)) !== undefined;
  }

  async remember(requestId: string): Promise<void> {
    await this.#store.save(requestId, { at: Date.now() }, 0).catch((error: unknown) => {
      if (!(error instanceof StateConflict)) throw error; // it is remembered
    });
  }
}
