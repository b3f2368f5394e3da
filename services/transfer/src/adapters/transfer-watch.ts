import { transfer as contract } from '@cordboard/contracts';
import { Backlog, type Bus, follow, partitionOf, streams } from '@cordboard/messaging';

/** There are as many watchers as there may be. */
export class TooManyWatchers extends Error {
  readonly code = 'TOO_MANY_WATCHERS';
  override readonly name = 'TooManyWatchers';
  readonly limit: number;

  constructor(limit: number) {
    super(`${limit} watch transfers already, which is as many as may`);
    this.limit = limit;
  }
}

/** WatchTransfers: the facts about transfers as they happen. */
export class TransferWatch {
  readonly #bus: Bus;
  readonly #maxWatchers: number;
  #watchers = 0;

  constructor({ bus, maxWatchers }: { bus: Bus; maxWatchers: number }) {
    this.#bus = bus;
    this.#maxWatchers = maxWatchers;
  }

  /**
   * @param callId - Only of that call; empty: of all.
   * @param signal - Ends it.
   * @throws {TooManyWatchers}
   * @throws {BusUnavailable} The connection to NATS broke: watch again.
   * @throws {TooSlow} Facts are not taken as fast as they come.
   */
  async *watch(callId: string, signal: AbortSignal): AsyncGenerator<contract.WatchTransfersResponse> {
    if (this.#watchers >= this.#maxWatchers) throw new TooManyWatchers(this.#maxWatchers);
    this.#watchers += 1;
    try {
      yield* this.#facts(callId, signal);
    } finally {
      this.#watchers -= 1;
    }
  }

  async *#facts(callId: string, signal: AbortSignal): AsyncGenerator<contract.WatchTransfersResponse> {
    const backlog = new Backlog<contract.TransferEvent>(signal);
    const following = await follow(this.#bus, {
      stream: streams.transfers.name,
      filters: [callId === '' ? 'transfer.>' : `transfer.${partitionOf(callId)}.${callId}.*`],
      handle: (delivery) => backlog.add(contract.TransferEvent.fromJSON(delivery.json())),
      lost: (error) => backlog.fail(error),
    });
    try {
      yield {};
      for await (const event of backlog) yield { event };
    } finally {
      await following.stop();
    }
  }
}
