/** WatchCalls: the calls as they are, then what happens to them. */
import { type callControl, call as contract } from '@cordboard/contracts';
import {
  Backlog,
  type Bus,
  type Delivery,
  type Following,
  follow,
  partitionOf,
  streams,
} from '@cordboard/messaging';
import { CallChanges } from './call-changes.ts';
import type { DialogFact } from './kamailio-facts.ts';

/** There are as many watchers as there may be. */
export class TooManyWatchers extends Error {
  readonly code = 'TOO_MANY_WATCHERS';
  override readonly name = 'TooManyWatchers';
  readonly limit: number;

  constructor(limit: number) {
    super(`${limit} watch calls already, which is as many as may`);
    this.limit = limit;
  }
}

export interface CallWatchOptions {
  readonly bus: Bus;
  /** All calls, or the one of that name if there is one. */
  readonly calls: (callId: string) => Promise<readonly contract.Call[]>;
  readonly maxWatchers: number;
}

type Told = callControl.WatchCallsResponse;

export class CallWatch {
  readonly #options: CallWatchOptions;
  #watchers = 0;

  constructor(options: CallWatchOptions) {
    this.#options = options;
  }

  /**
   * @param callId - Only that call; empty: all.
   * @param signal - Ends it.
   * @throws {TooManyWatchers}
   * @throws {BusUnavailable} The connection to NATS broke: watch again.
   * @throws {TooSlow} Changes are not taken as fast as they come.
   */
  async *watch(callId: string, signal: AbortSignal): AsyncGenerator<Told> {
    const { maxWatchers, calls } = this.#options;
    if (this.#watchers >= maxWatchers) throw new TooManyWatchers(maxWatchers);
    this.#watchers += 1;
    const backlog = new Backlog<(changes: CallChanges) => readonly Told[]>(signal);
    const followings: Following[] = [];
    try {
      // Before the calls are listed, so that nothing happens unseen in between.
      for await (const following of this.#follow(callId, backlog)) followings.push(following);
      const changes = new CallChanges();
      for (const call of await calls(callId)) yield changes.call(call);
      yield { change: { $case: 'started', value: {} } };
      for await (const change of backlog) yield* change(changes);
    } finally {
      this.#watchers -= 1;
      await Promise.all(followings.map((following) => following.stop()));
    }
  }

  /** One after another: where the second one fails, the first one is known and is stopped. */
  async *#follow(
    callId: string,
    backlog: Backlog<(changes: CallChanges) => readonly Told[]>,
  ): AsyncGenerator<Following> {
    const [partition, name] = callId === '' ? ['*', '*'] : [partitionOf(callId), callId];
    const lost = (error: Error) => backlog.fail(error);
    yield await follow(this.#options.bus, {
      stream: streams.sipDialogs.name,
      filters: [`sip.*.${partition}.${name}.dialog`],
      handle: (delivery) => backlog.add((changes) => changes.dialog(delivery.json<DialogFact>())),
      lost,
    });
    yield await follow(this.#options.bus, {
      stream: streams.calls.name,
      filters: [`call.${partition}.${name}.*`],
      handle: (delivery) => backlog.add((changes) => changes.event(eventOf(delivery))),
      lost,
    });
  }
}

const eventOf = (delivery: Delivery): contract.CallEvent => contract.CallEvent.fromJSON(delivery.json());
