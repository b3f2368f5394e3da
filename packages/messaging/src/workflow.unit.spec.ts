import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StateConflict, type Store, type Versioned, type Watcher } from './store.ts';
import { createWorkflow, type Workflow } from './workflow.ts';
import type { WorkflowRecord } from './workflow-record.ts';

/**
 * A counter whose inputs come with what they set off: `add` is an event, `then` are commands, each of which
 * comes back as an input of its own.
 */
type Input = { add: number; then: Input[] };
type Command = { next: Input };
type Stored = WorkflowRecord<number, number, Command>;

const FULL = 1_000_000;

class Crash extends Error {}

/** The world outside the process: it survives a crash, which `fuse` sets off after so many effects. */
class World {
  readonly records = new Map<string, string>();
  /** Keys whose record is to be dropped by the store itself. */
  readonly expiring = new Set<string>();
  readonly published: string[] = [];
  readonly executed: string[] = [];
  readonly watchers = new Set<Watcher>();
  fuse = Number.POSITIVE_INFINITY;
  writes = 0;
  loads = 0;
  #revision = 0;

  /** A process dies just before or just after an effect. */
  #effect<T>(effect: () => T): T {
    this.#burn();
    const result = effect();
    this.#burn();
    return result;
  }

  #burn(): void {
    this.fuse -= 1;
    if (this.fuse < 0) throw new Crash();
  }

  /** The store, as one process sees it: the others are told what it writes, while it is on its way. */
  store(): Store<Stored> {
    let own: Watcher | undefined;
    return {
      load: async (key) => this.load(key),
      save: async (key, value, revision, { final = false } = {}) => {
        for (const watcher of this.watchers) if (watcher !== own) watcher.written(key, revision);
        return this.#effect(() => this.#save(key, value, revision, final));
      },
      watch: (watcher) => {
        own = watcher;
        this.watchers.add(watcher);
      },
    };
  }

  load(key: string): Versioned<Stored> | undefined {
    this.loads += 1;
    const json = this.records.get(key);
    return json === undefined ? undefined : JSON.parse(json);
  }

  #save(key: string, value: Stored, revision: number, final: boolean): number {
    if (this.revisionOf(key) !== revision) throw new StateConflict(key, revision);
    this.writes += 1;
    this.#revision += 1;
    this.records.set(key, JSON.stringify({ value, revision: this.#revision }));
    if (final) this.expiring.add(key);
    else this.expiring.delete(key);
    return this.#revision;
  }

  revisionOf(key: string): number {
    return JSON.parse(this.records.get(key) ?? '{"revision":0}').revision;
  }

  /** A process with nothing in its memory. */
  boot(): Workflow<Input, number> {
    return createWorkflow<Input, number, number, Command>({
      store: this.store(),
      initial: () => 0,
      decide: ({ add, then }) => ({
        events: add === 0 ? [] : [add],
        commands: then.map((next) => ({ next })),
      }),
      evolve: (state, add) => state + add,
      isFinal: (state) => state >= FULL,
      publish: async (_, events, inputId) =>
        this.#effect(() => {
          for (const [index] of events.entries()) this.published.push(`${inputId}#${index}`);
        }),
      execute: async (_, { next }, commandId) =>
        this.#effect(() => {
          this.executed.push(commandId);
          return next;
        }),
      log: { info() {}, warn() {}, error() {} },
    });
  }
}

/** A queue with an at-least-once consumer: an input comes again, to a new process, until it is handled. */
const deliver = async (world: World, inputs: Input[], fuses: number[]): Promise<number | undefined> => {
  let workflow = world.boot();
  let state: number | undefined;
  for (const [index, input] of inputs.entries()) {
    for (;;) {
      world.fuse = fuses.shift() ?? Number.POSITIVE_INFINITY;
      try {
        state = await workflow.handle('call', `in:${index}`, input);
        break;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        workflow = world.boot();
      }
    }
  }
  return state;
};

const sum = (inputs: Input[]): number => inputs.reduce((total, { add, then }) => total + add + sum(then), 0);
const distinct = (ids: string[]): string[] => [...new Set(ids)];
const leaf = (add: number): Input => ({ add, then: [] });

/** Inputs that set off others, three levels deep. */
const inputs = [1, 2, 3].reduce<fc.Arbitrary<Input>>(
  (deeper) => fc.record({ add: fc.nat(3), then: fc.array(deeper, { maxLength: 2 }) }),
  fc.nat(3).map(leaf),
);

describe('a workflow', () => {
  it('loses nothing and does nothing out of order, wherever its process dies', async function () {
    this.timeout(20_000);
    const crashes = fc.array(fc.nat(12), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(inputs, { minLength: 1, maxLength: 6 }), crashes, async (inputs, fuses) => {
        const calm = new World();
        const rough = new World();
        const state = await deliver(calm, inputs, []);
        assert.equal(state, sum(inputs));
        assert.equal(await deliver(rough, inputs, [...fuses]), state);
        assert.deepEqual(distinct(rough.published), calm.published);
        assert.deepEqual(distinct(rough.executed), calm.executed);
      }),
      { numRuns: 300 },
    );
  });

  it('does nothing twice when an input is delivered again to the same process', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(inputs, { maxLength: 6 }), async (inputs) => {
        const world = new World();
        const workflow = world.boot();
        for (const [index, each] of inputs.entries()) {
          const state = await workflow.handle('call', `in:${index}`, each);
          const effects = [world.published.length, world.executed.length, world.writes];
          if (each.add > 0 || each.then.length > 0) {
            assert.equal(await workflow.handle('call', `in:${index}`, each), state);
          }
          assert.deepEqual([world.published.length, world.executed.length, world.writes], effects);
        }
      }),
    );
  });

  it('finishes what it was interrupted in when it is asked for that again, and knows what it never had', async () => {
    const world = new World();
    const workflow = world.boot();
    world.fuse = 2; // the record is stored, nothing is carried out
    await assert.rejects(workflow.handle('call', 'in', { add: 1, then: [leaf(0)] }), Crash);
    world.fuse = Number.POSITIVE_INFINITY;
    assert.deepEqual([world.published, world.executed], [[], []]);
    for (const next of [workflow, world.boot()]) {
      assert.equal(await next.resume('call', 'in'), true);
      assert.equal(await next.resume('call', 'another'), false);
    }
    assert.deepEqual([distinct(world.published), distinct(world.executed)], [['in#0'], ['in/0']]);
    assert.equal(await workflow.peek('call'), 1);
  });

  it('writes once for an input that sets off no other, and does not read what it knows', async () => {
    const world = new World();
    const workflow = world.boot();
    for (let i = 0; i < 5; i += 1) await workflow.handle('call', `in:${i}`, leaf(1));
    assert.deepEqual([world.loads, world.writes], [1, 5]);
  });

  it('writes nothing when there is nothing to do, and asks only once what is not there', async () => {
    const world = new World();
    const workflow = world.boot();
    for (const id of ['a', 'b']) assert.equal(await workflow.handle('call', id, leaf(0)), 0);
    assert.equal(await workflow.peek('call'), undefined);
    assert.deepEqual([world.loads, world.writes], [1, 0]);
  });

  it('decides again on the state of another process that was faster', async () => {
    const world = new World();
    const [one, other] = [world.boot(), world.boot()];
    await one.handle('call', 'a', leaf(1));
    await other.handle('call', 'b', leaf(10));
    assert.equal(await one.handle('call', 'c', leaf(100)), 111);
  });

  it('does not trust its memory when it says that there is nothing to do', async () => {
    const world = new World();
    const [one, other] = [world.boot(), world.boot()];
    await one.handle('call', 'a', leaf(1));
    await other.handle('call', 'b', leaf(10));
    assert.equal(await one.handle('call', 'c', leaf(0)), 11);
  });

  it('knows what others have made, changed and ended, and looks once for each', async () => {
    const world = new World();
    const [one, other] = [world.boot(), world.boot()];
    assert.equal(await one.peek('call'), undefined);
    const seen: (number | undefined)[] = [];
    for (const [index, add] of [1, 2, FULL, 4].entries()) {
      await other.handle('call', `in:${index}`, leaf(add));
      world.loads = 0;
      for (let i = 0; i < 3; i += 1) seen.push(await one.peek('call'));
      assert.equal(world.loads, 1);
    }
    assert.deepEqual(seen, [1, 1, 1, 3, 3, 3, undefined, undefined, undefined, 4, 4, 4]);
  });

  it('does not take what it reads for current while a write that it was told of is on its way', async () => {
    const world = new World();
    const [one, other] = [world.boot(), world.boot()];
    await one.handle('call', 'a', leaf(1));
    const before = world.revisionOf('call');
    for (const watcher of world.watchers) watcher.written('call', before);
    assert.equal(await one.peek('call'), 1);
    world.watchers.clear();
    await other.handle('call', 'b', leaf(10));
    assert.equal(await one.peek('call'), 11);
    assert.equal(await one.handle('call', 'c', leaf(0)), 11);
  });

  it('reads again what it may not have been told of', async () => {
    const world = new World();
    const [one, other] = [world.boot(), world.boot()];
    await one.handle('call', 'a', leaf(1));
    const [told] = world.watchers;
    world.watchers.clear();
    await other.handle('call', 'b', leaf(10));
    told?.missed();
    assert.equal(await one.peek('call'), 11);
  });

  it('does not trust what it knew when its own write may or may not have been stored', async () => {
    for (const fuse of [0, 1]) {
      const world = new World();
      const workflow = world.boot();
      await workflow.handle('call', 'a', leaf(1));
      world.fuse = fuse;
      await assert.rejects(workflow.handle('call', 'b', leaf(10)), Crash);
      world.fuse = Number.POSITIVE_INFINITY;
      assert.equal(await workflow.peek('call'), fuse === 0 ? 1 : 11);
      assert.equal(await workflow.handle('call', 'b', leaf(10)), 11);
    }
  });

  it('keeps no step in the record that is known to be carried out', async () => {
    const world = new World();
    const workflow = world.boot();
    await workflow.handle('call', 'a', { add: 1, then: [leaf(1)] });
    await workflow.handle('call', 'b', leaf(1));
    const stored = world.load('call');
    assert.deepEqual(
      stored?.value.pending.map(({ id }) => id),
      ['b'],
    );
  });

  it('leaves a record whose state is final to the store, in one write', async () => {
    const world = new World();
    const workflow = world.boot();
    assert.equal(await workflow.handle('call', 'a', leaf(FULL)), FULL);
    assert.equal(await workflow.peek('call'), undefined);
    assert.deepEqual([world.writes, [...world.expiring]], [1, ['call']]);
  });

  it('carries out what is left of a final step when its process dies', async () => {
    for (const fuse of [1, 2, 3, 4, 5]) {
      const world = new World();
      assert.equal(await deliver(world, [{ add: FULL, then: [leaf(0)] }], [fuse]), FULL);
      assert.deepEqual([distinct(world.published), distinct(world.executed)], [['in:0#0'], ['in:0/0']]);
      assert.deepEqual([...world.expiring], ['call']);
    }
  });

  it('begins anew after the end, and still knows the inputs from before', async () => {
    for (const restarted of [false, true]) {
      const world = new World();
      const workflow = world.boot();
      await workflow.handle('call', 'a', leaf(FULL));
      const next = restarted ? world.boot() : workflow;
      assert.equal(await next.handle('call', 'nothing', leaf(0)), 0);
      assert.equal(await next.peek('call'), undefined);
      assert.equal(await next.handle('call', 'b', leaf(2)), 2);
      assert.equal(await next.handle('call', 'a', leaf(FULL)), 2);
      assert.deepEqual([world.writes, world.expiring.size], [2, 0]);
    }
  });

  it('begins anew also when the store has dropped the final record', async () => {
    const world = new World();
    const workflow = world.boot();
    await workflow.handle('call', 'a', leaf(FULL));
    world.records.clear();
    assert.equal(await workflow.handle('call', 'b', leaf(2)), 2);
  });

  it('gives up a step that can never be carried out, with an error, rather than block its key', async () => {
    const world = new World();
    const errors: string[] = [];
    const workflow = createWorkflow<string, number, string, string>({
      store: world.store() as unknown as Store<WorkflowRecord<number, string, string>>,
      initial: () => 0,
      decide: (input) => ({ events: [input], commands: [input] }),
      evolve: (state) => state + 1,
      isFinal: () => false,
      publish: async () => {},
      execute: (_, command) =>
        command === 'bad' ? Promise.reject(new Error('never')) : Promise.resolve(undefined),
      log: { info() {}, warn() {}, error: (_, message) => void errors.push(message) },
      giveUpAfterMs: -1,
    });
    await assert.rejects(workflow.handle('call', 'a', 'bad'), /never/);
    assert.equal(await workflow.handle('call', 'b', 'good'), 2);
    assert.match(errors.join(), /^step given up/);
  });

  it('handles different keys apart, and inputs of one key one after another', async () => {
    const world = new World();
    const workflow = world.boot();
    const ids = [...'abcdefgh'];
    await Promise.all(
      ids.flatMap((id) => [workflow.handle('x', id, leaf(1)), workflow.handle('y', id, leaf(2))]),
    );
    assert.equal(await workflow.peek('x'), 8);
    assert.equal(await workflow.peek('y'), 16);
    assert.equal(await workflow.peek('z'), undefined);
  });
});
