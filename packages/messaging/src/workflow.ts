import { setTimeout as delay } from 'node:timers/promises';
import { KeyedQueue } from './keyed-queue.ts';
import type { Log } from './log.ts';
import { type Entry, Records, type RecordsOptions } from './records.ts';
import { StateConflict } from './store.ts';
import { continuing, currentTrace, type TraceParent } from './trace.ts';
import { type Step, type WorkflowRecord, withStep } from './workflow-record.ts';

/** What a workflow is made of. `decide` and `evolve` are pure; `publish` and `execute` must be idempotent by their ids. */
export type WorkflowOptions<Input, State, Event, Command> = RecordsOptions<State, Event, Command> & {
  decide: (input: Input, state: State) => { events: Event[]; commands: Command[] };
  evolve: (state: State, event: Event) => State;
  /** Resolves when the events are stored. Use ids made of `inputId` and the event's index. `state` is the one after them. */
  publish: (key: string, events: Event[], inputId: string, state: State) => Promise<void>;
  /** May return an input, which is the next to be handled. Rejects where trying again can help. */
  execute: (key: string, command: Command, commandId: string) => Promise<Input | undefined>;
  log: Log;
  /** Whether the record goes on in the trace of this input. Default: in that of the first one of its life. */
  adoptsTrace?: (input: Input) => boolean;
  /** Milliseconds after which a step that cannot be carried out no longer holds up what follows. Default 60,000. */
  giveUpAfterMs?: number;
};

export type Workflow<Input, State> = {
  /**
   * Decide on an input, store what follows from it, and carry that out. The same `inputId` again is no new input: what is
   * left of it is carried out.
   *
   * Must not be awaited from `execute` for the same key.
   *
   * @returns The state after it.
   * @throws What `publish`, `execute` or the store threw; call again with the same `inputId`.
   */
  handle(key: string, inputId: string, input: Input): Promise<State>;
  /**
   * Carry out what is left of an input that was decided on.
   *
   * @returns false where it is not known: it never came, or long ago.
   * @throws As `handle` does.
   */
  resume(key: string, inputId: string): Promise<boolean>;
  /**
   * The stored state; undefined where there is none, or a final one. Read from the store only where it is not known; how old
   * it can be, see {@link Records}.
   */
  peek(key: string): Promise<State | undefined>;
  /** The trace that the record belongs to; undefined where there is no record, or nothing traces. As old as {@link peek}. */
  traceOf(key: string): Promise<TraceParent | undefined>;
};

const GIVE_UP_AFTER_MS = 60_000;
/**
 * What was decided so long ago is not carried out any more. A nats-server that is killed can come back with older revisions
 * of records whose final one has expired (FINAL_TTL_MS of the state store): nobody is to be called by such a ghost.
 */
const STALE_AFTER_MS = 110_000;
const isStale = ({ at }: { at: number }): boolean => Date.now() - at > STALE_AFTER_MS;
/** Another process can win so often before something must be wrong. */
const CONFLICTS = 10;
const CONFLICT_WAIT_MS = 5;

/** Make a workflow of a decider: load, decide, store, carry out. */
export const createWorkflow = <Input, State, Event, Command>(
  options: WorkflowOptions<Input, State, Event, Command>,
): Workflow<Input, State> => new StoredWorkflow(options);

class StoredWorkflow<Input, State, Event, Command> implements Workflow<Input, State> {
  readonly #options: WorkflowOptions<Input, State, Event, Command>;
  readonly #queue = new KeyedQueue();
  readonly #records: Records<State, Event, Command>;
  /** Milliseconds since 1970 at which carrying out a pending step first failed again. */
  readonly #failingSince = new WeakMap<Step<Event, Command>, number>();

  constructor(options: WorkflowOptions<Input, State, Event, Command>) {
    this.#options = options;
    this.#records = new Records(options);
  }

  handle(key: string, inputId: string, input: Input): Promise<State> {
    return this.#upToDate(key, async (entry) => {
      // A new life; what is left of the old one is its revision, and its inputs, which may be delivered again.
      if (entry.over && !entry.recent.includes(inputId)) {
        entry.state = this.#options.initial(key, entry.state);
        entry.trace = undefined;
      }
      const trace = this.#adopts(input) ? undefined : entry.trace;
      await continuing(trace, inputId, () => this.#advance(entry, inputId, input));
      return entry.state;
    });
  }

  resume(key: string, inputId: string): Promise<boolean> {
    return this.#upToDate(key, async (entry) => entry.recent.includes(inputId));
  }

  async peek(key: string): Promise<State | undefined> {
    return (await this.#living(key))?.state;
  }

  async traceOf(key: string): Promise<TraceParent | undefined> {
    return (await this.#living(key))?.trace;
  }

  async #living(key: string): Promise<WorkflowRecord<State, Event, Command> | undefined> {
    const known = this.#records.known(key);
    if (known) return living(known);
    if (!this.#queue.has(key)) {
      return this.#queue.run(key, async () => living(await this.#records.open(key)));
    }
    // What is being handled may take long, and may even be who asks.
    const loaded = await this.#options.store.load(key);
    return loaded && !this.#options.isFinal(loaded.value.state) ? loaded.value : undefined;
  }

  /** In its turn, with the newest record, of which nothing is left to carry out. */
  #upToDate<T>(key: string, act: (entry: Entry<State, Event, Command>) => Promise<T>): Promise<T> {
    return this.#queue.run(key, async () => {
      for (let conflicts = 0; ; conflicts += 1) {
        try {
          const entry = await this.#records.open(key);
          await this.#carryOutPending(entry);
          return await act(entry);
        } catch (error) {
          if (!(error instanceof StateConflict) || conflicts === CONFLICTS) throw error;
          if (conflicts > 0) await delay(CONFLICT_WAIT_MS * conflicts);
        }
      }
    });
  }

  /** What a process that died, or a try that failed, has left to do comes before anything new. */
  async #carryOutPending(entry: Entry<State, Event, Command>): Promise<void> {
    for (const step of entry.pending) {
      // Carrying out a step carries out those that followed from it, too.
      if (!entry.pending.includes(step)) continue;
      if (isStale(step)) {
        const about = { key: entry.key, id: step.id };
        this.#options.log.error(about, 'step dropped: what it orders is too old to be done now');
        entry.pending = entry.pending.filter((other) => other !== step);
        continue;
      }
      try {
        await this.#carryOut(entry, step);
      } catch (error) {
        if (!this.#isHopeless(step, error)) throw error;
        const about = { err: error, key: entry.key, id: step.id };
        this.#options.log.error(about, 'step given up: what comes after it must not wait for ever');
        entry.pending = entry.pending.filter((other) => other !== step);
      }
    }
  }

  #isHopeless(step: Step<Event, Command>, error: unknown): boolean {
    if (error instanceof StateConflict) return false;
    const since = this.#failingSince.get(step) ?? Date.now();
    this.#failingSince.set(step, since);
    return Date.now() - since > (this.#options.giveUpAfterMs ?? GIVE_UP_AFTER_MS);
  }

  async #advance(
    entry: Entry<State, Event, Command>,
    id: string,
    input: Input,
    /** The step that this input follows from, where it is the last one to follow. */
    cause?: Step<Event, Command>,
  ): Promise<void> {
    if (entry.recent.includes(id)) {
      // Delivered again: carry out what may be left of it and of the inputs that followed from it.
      for (const step of entry.pending) {
        const follows = step.id === id || step.id.startsWith(`${id}/`);
        if (follows && entry.pending.includes(step)) await this.#carryOut(entry, step);
      }
      return;
    }
    const { decide, evolve } = this.#options;
    const { events, commands } = decide(input, entry.state);
    if (events.length === 0 && commands.length === 0) {
      await this.#records.assertCurrent(entry);
      return;
    }
    const step = { id, at: Date.now(), events, commands };
    const trace = this.#adopts(input) ? currentTrace() : (entry.trace ?? currentTrace());
    await this.#records.save(entry, withStep(entry, step, evolve, cause, trace));
    await this.#carryOut(entry, step);
  }

  #adopts(input: Input): boolean {
    return this.#options.adoptsTrace?.(input) ?? false;
  }

  async #carryOut(entry: Entry<State, Event, Command>, step: Step<Event, Command>): Promise<void> {
    const { publish, execute } = this.#options;
    const [published, ...executed] = await Promise.allSettled([
      step.events.length > 0 ? publish(entry.key, step.events, step.id, entry.state) : undefined,
      ...step.commands.map((command, index) => execute(entry.key, command, `${step.id}/${index}`)),
    ]);
    if (published?.status === 'rejected') throw published.reason;
    const inputs = executed.flatMap((result, index) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value === undefined ? [] : [{ id: `${step.id}/${index}`, input: result.value }];
    });
    const last = inputs.at(-1);
    for (const next of inputs) {
      await this.#advance(entry, next.id, next.input, next === last ? step : undefined);
    }
    // The next write drops it from the record; until then carrying it out again does no harm.
    entry.pending = entry.pending.filter((other) => other !== step);
  }
}

const living = <State, Event, Command>(
  entry: Entry<State, Event, Command>,
): Entry<State, Event, Command> | undefined => (entry.revision === 0 || entry.over ? undefined : entry);
