/** A REFER looks beyond its own dialog: at a plain call that has to be anchored, and at the call that it names by Replaces. */
import type { Workflow } from '@cordboard/messaging';
import type { RequestReceived } from '../adapters/kamailio-facts.ts';
import type { PlainCalls } from '../adapters/plain-calls.ts';
import { asAnchored } from '../domain/anchoring.ts';
import { type Anchored, legOfRequest, type State } from '../domain/call.ts';
import type { Input, PlainCall } from '../domain/messages.ts';
import { refusalOfRefer } from '../domain/referring.ts';
import { consultationOf, ownerOf, type ReplacedCall, type Replaces } from '../domain/replacing.ts';

export interface ReferringOptions {
  readonly workflow: Workflow<Input, State>;
  readonly plainCalls: PlainCalls;
  readonly anchor: (callId: string) => Promise<Anchored>;
}

export class Referring {
  readonly #options: ReferringOptions;

  constructor(options: ReferringOptions) {
    this.#options = options;
  }

  /** A REFER in a plain or an anchored call. The phone may hang up on our 202, so that the call is anchored before it. */
  async onRefer(callId: string, id: string, input: RequestReceived): Promise<void> {
    const { workflow, anchor } = this.#options;
    const { call, plain } = await this.#look(callId);
    if (call === undefined || refusalOfRefer(call, input.request) !== undefined) {
      await workflow.handle(callId, id, plain === undefined ? input : { ...input, plain });
      return;
    }
    if (plain !== undefined) await anchor(callId);
    const replaced = await this.#replaced(call, input);
    await workflow.handle(callId, id, replaced === undefined ? input : { ...input, replaced });
  }

  /** The consultation call, where the REFER names one. Within one call there is nothing to replace. */
  async #replaced(call: Anchored, { request }: RequestReceived): Promise<ReplacedCall | undefined> {
    const leg = legOfRequest(call, request);
    const { refer } = request;
    const replaces = refer === undefined || 'status' in refer ? undefined : refer.replaces;
    if (replaces === undefined || leg?.status !== 'Answered') return undefined;
    const other = await this.#named(replaces);
    return other === undefined || other.callId === call.callId
      ? undefined
      : consultationOf(other, replaces, ownerOf(leg));
  }

  async #named({ sipCallId }: Replaces): Promise<Anchored | undefined> {
    const { call } = await this.#look(await this.#options.plainCalls.callOf(sipCallId));
    return call;
  }

  /** A call as it is, or as it would be if it were anchored. */
  async #look(callId: string): Promise<{ call?: Anchored; plain?: PlainCall }> {
    const { workflow, plainCalls } = this.#options;
    const state = await workflow.peek(callId);
    if (state?.status === 'Anchored') return { call: state };
    const plain = await plainCalls.findToAnchor(callId);
    return plain === undefined ? {} : { call: asAnchored(plain), plain };
  }
}
