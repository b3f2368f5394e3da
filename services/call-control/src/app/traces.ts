/** Which trace a fact of Kamailio belongs to: Kamailio's events bring none with them. */
import {
  currentTrace,
  type Delivery,
  type Origin,
  type TraceParent,
  type Workflow,
} from '@cordboard/messaging';
import { LRUCache } from 'lru-cache';
import type { DtmfFact, Fact } from '../adapters/kamailio-facts.ts';
import { legOfDigit, type State } from '../domain/call.ts';

/** Milliseconds in which keys follow each other that may be one code. */
const KEYS_TOGETHER_MS = 5_000;
/** Calls whose last key is remembered. One that is forgotten begins a trace that is linked to the other. */
const REMEMBERED = 10_000;

/**
 * One trace for each transfer: it begins with the first key of its code, goes on in the call's record from the anchoring on, and
 * so takes in whatever happens to the call, up to the last BYE. Keys of a call in which nothing is going on begin a new one.
 */
export class Traces {
  readonly #workflow: Pick<Workflow<never, State>, 'peek' | 'traceOf'>;
  readonly #keys = new LRUCache<string, TraceParent>({ max: REMEMBERED, ttl: KEYS_TOGETHER_MS });

  constructor(workflow: Pick<Workflow<never, State>, 'peek' | 'traceOf'>) {
    this.#workflow = workflow;
  }

  /** Where a message of Kamailio belongs. */
  async originOf(delivery: Delivery): Promise<Origin> {
    const [, , , callId = '', kind] = delivery.tokens;
    const { at } = delivery.json<Fact>();
    const isBeginning = kind === 'dtmf' && (await this.#isAtRest(callId, delivery.json<DtmfFact>()));
    return { parent: isBeginning ? this.#keys.get(callId) : await this.#workflow.traceOf(callId), at };
  }

  /**
   * A key is being told to others in the active trace.
   *
   * @param isAtRest - Who pressed it was just talking: the key may begin a code.
   */
  keyPressed(callId: string, isAtRest: boolean): void {
    const trace = currentTrace();
    if (trace !== undefined && isAtRest) this.#keys.set(callId, trace);
    else this.#keys.delete(callId);
  }

  /** Whoever has pressed just talks to his partner. */
  async #isAtRest(callId: string, digit: DtmfFact): Promise<boolean> {
    const call = await this.#workflow.peek(callId);
    if (call?.status !== 'Anchored') return true;
    const leg = legOfDigit(call, digit);
    return leg !== undefined && leg.partner !== '';
  }
}
