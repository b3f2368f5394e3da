/** REFER and INVITE with Replaces look beyond their own dialog: at a plain call that has to be anchored, and at the dialog that they name. */
import { createHash } from 'node:crypto';
import type { Workflow } from '@cordboard/messaging';
import type { RequestReceived } from '../adapters/kamailio-facts.ts';
import type { Media } from '../adapters/media.ts';
import type { PlainCalls } from '../adapters/plain-calls.ts';
import { asAnchored } from '../domain/anchoring.ts';
import { type Anchored, legNamed, legOfRequest, mediaCallOf, type State } from '../domain/call.ts';
import type { Input, PlainCall } from '../domain/messages.ts';
import { refusalOfRefer } from '../domain/referring.ts';
import {
  consultationOf,
  ownerOf,
  type ReplacedCall,
  type Replaces,
  refusalOfReplacing,
} from '../domain/replacing.ts';

type AckOverdue = Extract<Input, { type: 'AckOverdue' }>;

export interface ReferringOptions {
  readonly workflow: Workflow<Input, State>;
  readonly plainCalls: PlainCalls;
  readonly media: Media;
  /** A tag of ours that nobody can guess, the same whenever it is asked for. */
  readonly localTag: (callId: string, legId: string) => string;
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

  /** An INVITE that takes somebody's place. Its sound comes before its answer. */
  async onReplacing(callId: string, id: string, input: RequestReceived): Promise<void> {
    const { workflow, anchor, media, localTag } = this.#options;
    const { request } = input;
    const { call, plain } = await this.#look(callId);
    if (call === undefined || refusalOfReplacing(call, request) !== undefined) {
      await workflow.handle(callId, id, plain === undefined ? input : { ...input, plain });
      return;
    }
    if (plain !== undefined) await anchor(callId);
    const legId = `replacing-${createHash('md5').update(request.sipCallId).digest('hex').slice(0, 16)}`;
    const tag = localTag(callId, legId);
    const party = { mediaCall: mediaCallOf(call), tag };
    const answer = await media.welcome(party, request.sdp);
    await workflow.handle(callId, id, { ...input, opened: { legId, localTag: tag, party, ...answer } });
  }

  /** Whether a party that was let in is there. */
  async onAckOverdue(callId: string, id: string, input: AckOverdue): Promise<void> {
    const { workflow, media } = this.#options;
    const state = await workflow.peek(callId);
    const leg = state && legNamed(state, input.legId);
    const silence = leg && (await media.silence(leg.party.mediaCall, [leg.party.tag]));
    const heard = leg !== undefined && (silence?.get(leg.party.tag) ?? -1) >= 0; // -1: never
    await workflow.handle(callId, id, { ...input, heard });
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
