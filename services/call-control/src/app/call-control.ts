/** call-control at work: facts and commands come in, the workflow decides, the desk carries out. */
import { randomBytes } from 'node:crypto';
import type { call as contract } from '@cordboard/contracts';
import type { Delivery, Workflow } from '@cordboard/messaging';
import { LRUCache } from 'lru-cache';
import { type CallFact, callOf, digitPressed, plainCallOf } from '../adapters/call-events.ts';
import {
  type DtmfFact,
  type Fact,
  type RequestFact,
  type RequestReceived,
  type ResponseFact,
  requestReceived,
  sipResponse,
} from '../adapters/kamailio-facts.ts';
import type { Media } from '../adapters/media.ts';
import type { PlainCalls } from '../adapters/plain-calls.ts';
import {
  type Anchored,
  absent,
  isKnown,
  legNamed,
  legOfDigit,
  legOfRequest,
  mediaCallOf,
  type Peer,
  type State,
} from '../domain/call.ts';
import type { Input, TimerName } from '../domain/messages.ts';
import { awaitsAnswer } from '../domain/originating.ts';
import { NoSuchCall, NoSuchLeg, unlessGone } from './errors.ts';
import { Merging } from './merging.ts';
import { type OffNet, ownTag, placed } from './own-legs.ts';
import { Referring } from './referring.ts';
import type { Traces } from './traces.ts';

export interface CallControlOptions {
  readonly workflow: Workflow<Input, State>;
  readonly plainCalls: PlainCalls;
  readonly media: Media;
  readonly traces: Pick<Traces, 'keyPressed'>;
  /** Key of the ids that we make up. */
  readonly secret: string;
  readonly publish: (callId: string, fact: CallFact, id: string) => Promise<void>;
  /** Tell the same as this message, by another name. */
  readonly passOn: (callId: string, name: string, message: Delivery) => Promise<void>;
  /** Durable: the timer fires as the input of its name at that time, milliseconds since 1970. */
  readonly wake: (callId: string, name: TimerName, legId: string, at: number) => Promise<void>;
}

/**
 * Whoever hangs up so soon after a digit may have pressed another one just before: each process of Kamailio tells of its own, and the
 * hang-up may come first. So it waits for that one; a number without its last digit would be dialled. Behind * and # none is missing.
 */
const RECENT_MS = 1_000;
const OVERTAKEN_MS = 100;
/** Calls with a recent digit. In one that is forgotten a hang-up does not wait. */
const REMEMBERED = 10_000;

export interface Origination {
  readonly callId: string;
  readonly legId: string;
  readonly requestUri: string;
  readonly fromUri: string;
  readonly fromDisplay: string;
  readonly onBehalfOf: string;
  /** E.164 number that the public network is to see, or empty. */
  readonly callerNumber: string;
  /** E.164, or empty. */
  readonly divertedFrom: string;
  /** Milliseconds. */
  readonly ringTimeoutMs: number;
  /** Of a leg that leaves for the public network. */
  readonly offNet: OffNet | undefined;
}

export interface Report {
  readonly legId: string;
  readonly referralId: string;
  readonly status: number;
  readonly reason: string;
}

export class CallControl {
  readonly #options: CallControlOptions;
  /** By callId, the leg by which a digit was pressed just now, as the last key: a number may be on its way, without its end. */
  readonly #dialling = new LRUCache<string, string>({ max: REMEMBERED, ttl: RECENT_MS });
  readonly #referring: Referring;
  readonly #merging: Merging;

  constructor(options: CallControlOptions) {
    this.#options = options;
    this.#merging = new Merging({ ...options, anchor: (callId) => this.#anchor(callId) });
    this.#referring = new Referring({
      ...options,
      anchor: (callId) => this.#anchor(callId),
      localTag: (callId, legId) => this.#localTag(callId, legId),
    });
  }

  /** A fact of Kamailio about one call, or a timer in line behind such facts. */
  async onFact(delivery: Delivery): Promise<void> {
    const [, source, , callId = '', kind] = delivery.tokens;
    switch (kind) {
      case 'dtmf':
        return this.#onDigit(callId, delivery.json<DtmfFact>(), delivery.id);
      case 'request':
        return this.#onRequest(callId, delivery.id, requestReceived(delivery.json<RequestFact>()));
      case 'response':
        return this.#onResponse(callId, delivery.json<ResponseFact>(), delivery.id);
      case 'ended': {
        const { sipCallId, at } = delivery.json<Fact>();
        return void (await this.#handle(callId, delivery.id, { type: 'PlainCallEnded', sipCallId, at }));
      }
      case 'timer-due': // of another service: in line behind our own facts, too
        return this.#options.passOn(callId, `${source}-timer-due`, delivery);
    }
  }

  async #onRequest(callId: string, id: string, input: RequestReceived): Promise<void> {
    if (input.request.replacing !== undefined) return this.#referring.onReplacing(callId, id, input);
    if (input.request.method === 'REFER') return this.#referring.onRefer(callId, id, input);
    const dialling = this.#dialling.get(callId);
    if (input.request.method === 'BYE' && dialling !== undefined) {
      const { workflow, wake } = this.#options;
      const call = await workflow.peek(callId);
      const leg = call?.status === 'Anchored' ? legOfRequest(call, input.request) : undefined;
      if (leg?.legId === dialling) return wake(callId, 'HangUpFound', dialling, Date.now() + OVERTAKEN_MS);
    }
    await this.#handle(callId, id, input);
  }

  /** The sound comes before the news: rtpengine has taken an answer's SDP when the answer is decided upon. */
  async #onResponse(callId: string, fact: ResponseFact, id: string): Promise<void> {
    const { workflow, media } = this.#options;
    const response = sipResponse(fact);
    const leg = awaitsAnswer((await workflow.peek(callId)) ?? absent, response);
    const outcome = leg === undefined ? 'none' : await media.acceptAnswer(leg.party, response.sdp);
    await this.#handle(callId, id, { type: 'ResponseReceived', response, media: outcome, at: fact.at });
  }

  /** A digit changes no call: it is told to those who wait for digits, and the partner hears it. Without a partner it is theirs to send on. */
  async #onDigit(callId: string, fact: DtmfFact, id: string): Promise<void> {
    const { publish, plainCalls, media } = this.#options;
    const state = await this.#options.workflow.peek(callId);
    const call =
      state?.status === 'Anchored' ? callOf(callId, state) : await this.#plain(plainCalls, callId, fact.node);
    const pressedBy = state?.status === 'Anchored' ? legOfDigit(state, fact)?.party.tag : fact.tag;
    const leg = call?.legs.find(({ party }) => party?.tag === pressedBy);
    if (call === undefined || leg === undefined) return;
    if (/\d/.test(fact.digit)) this.#dialling.set(callId, leg.legId);
    else this.#dialling.delete(callId);
    this.#options.traces.keyPressed(callId, leg.partnerLegId !== '');
    // rtpengine carries RFC 4733 across by itself; an INFO ends at us (RFC 6086).
    const endsHere = fact.source === 'info' && call.anchored;
    const partner = call.legs.find(({ legId }) => legId === leg.partnerLegId)?.party;
    const { legId } = leg;
    const { digit, at } = fact;
    const undelivered = endsHere && partner === undefined;
    await publish(callId, digitPressed(call, { legId, digit, undelivered, at }), id);
    if (endsHere && partner !== undefined) await media.sendDigit(partner, digit);
  }

  async #plain(plainCalls: PlainCalls, callId: string, node: string): Promise<contract.Call | undefined> {
    const found = await plainCalls.find(callId, node);
    return found === undefined ? undefined : plainCallOf(found);
  }

  /** @throws {NoSuchCall} */
  async call(callId: string): Promise<contract.Call> {
    const state = await this.#options.workflow.peek(callId);
    if (state?.status === 'Anchored') return callOf(callId, state);
    const plain = await this.#options.plainCalls.findToAnchor(callId);
    if (plain === undefined) throw new NoSuchCall(callId);
    return plainCallOf(plain);
  }

  /** The same as a list of one; empty where there is no such call. */
  async callIfThere(callId: string): Promise<readonly contract.Call[]> {
    return this.call(callId).then(
      (call) => [call],
      (error: unknown) => {
        if (error instanceof NoSuchCall) return [];
        throw error;
      },
    );
  }

  /**
   * Take a plain call over. One that is anchored stays so.
   *
   * @param release - A leg that has no partner from now on, nor its partner; empty: partners stay.
   * @throws {NoSuchCall}
   * @throws {NoSuchLeg} The call has never had such a leg to release.
   */
  async anchor(callId: string, release = ''): Promise<Anchored> {
    const call = await this.#anchor(callId, release);
    if (release === '') await this.#options.workflow.resume(callId, anchoringId(callId));
    return call;
  }

  async #anchor(callId: string, release = ''): Promise<Anchored> {
    const { workflow, plainCalls } = this.#options;
    const state = await workflow.peek(callId);
    if (state?.status === 'Anchored') {
      if (release === '') return state;
      const leg = legNamed(state, release);
      if (leg === undefined && !state.closed.includes(release)) throw new NoSuchLeg(callId, release);
      return this.#anchored(callId, onceMore('release'), {
        type: 'ReleaseRequested',
        legId: release,
        at: Date.now(),
      });
    }
    const call = await plainCalls.findToAnchor(callId);
    if (call === undefined) throw new NoSuchCall(callId);
    if (release !== '' && !['caller', 'callee'].includes(release)) throw new NoSuchLeg(callId, release);
    const input: Input = { type: 'AnchorRequested', call, release, at: Date.now() };
    return this.#anchored(callId, anchoringId(callId), input);
  }

  async #anchored(callId: string, id: string, input: Input): Promise<Anchored> {
    const state = await this.#handle(callId, id, input);
    if (state.status !== 'Anchored') throw new NoSuchCall(callId);
    return state;
  }

  /** Dial a new leg. The same leg asked for again has the same ids, and is dialled once. */
  async originate({ callId, legId, offNet, ...target }: Origination): Promise<void> {
    const { media } = this.#options;
    const anchored = await this.#anchor(callId);
    const id = `originate:${legId}`;
    // The same again: what it ordered may wait for a Kamailio that was away.
    if (isKnown(anchored, legId)) return void (await this.#options.workflow.resume(callId, id));
    const localTag = this.#localTag(callId, legId);
    const party = { mediaCall: mediaCallOf(anchored), tag: localTag };
    await this.#handle(callId, id, {
      type: 'OriginateRequested',
      legId,
      attempt: { sipCallId: `${callId}-${localTag}`, localTag, ...target },
      party,
      sdp: await media.offer(party, { isNew: true }),
      ...placed(callId, legId, target, offNet),
      at: Date.now(),
    });
  }

  /** @throws {NoSuchCall} One of the two has ended. @throws {CannotMerge} */
  merge(callId: string, other: string): Promise<Anchored> {
    return this.#merging.merge(callId, other);
  }

  async hangUp(callId: string, legId: string, q850Cause: number): Promise<void> {
    await this.#anchor(callId).catch(unlessGone); // its legs may have gone into another call
    await this.#handle(callId, `hangup:${legId}`, {
      type: 'HangUpRequested',
      legId,
      q850Cause,
      at: Date.now(),
    });
  }

  /** @throws {NoSuchLeg} One of the two has gone. */
  async bridge(callId: string, legId: string, partner: string): Promise<void> {
    await this.#anchor(callId);
    const state = await this.#handle(callId, onceMore('bridge'), {
      type: 'BridgeRequested',
      legId,
      partner,
      at: Date.now(),
    });
    const leg = legNamed(state, legId);
    if (leg?.partner !== partner) throw new NoSuchLeg(callId, leg === undefined ? legId : partner);
  }

  /** Tell a party whom it talks to now. One that has gone, or cannot be told, is told nothing. */
  async showPeer(callId: string, legId: string, peer: Peer): Promise<void> {
    await this.#anchor(callId);
    await this.#handle(callId, onceMore('show'), { type: 'ShowPeerRequested', legId, peer, at: Date.now() });
  }

  /** Tell a transferor how his transfer goes. The same status again is told once. */
  async reportReferral(callId: string, report: Report): Promise<void> {
    const { legId, referralId, status } = report;
    await this.#handle(callId, `report:${legId}:${referralId}:${status}`, {
      type: 'ReportRequested',
      ...report,
      at: Date.now(),
    });
  }

  /** Nobody can guess it (RFC 3261 §19.3), and a process that takes over finds it again. */
  #localTag(callId: string, legId: string): string {
    return ownTag(this.#options.secret, callId, legId);
  }

  /** A durable timer has fired, another call has handed something on, or the sweep found something. */
  async onInput(callId: string, id: string, input: Input): Promise<void> {
    if (input.type === 'RequestReceived') return this.#onRequest(callId, id, input);
    if (input.type === 'AckOverdue') return this.#referring.onAckOverdue(callId, id, input);
    await this.#handle(callId, id, input);
  }

  #handle(callId: string, id: string, input: Input): Promise<State> {
    return this.#options.workflow.handle(callId, id, input);
  }
}

const anchoringId = (callId: string): string => `anchor:${callId}`;

/** What may be ordered again in the same words: the same two may be joined, parted and joined again. */
const onceMore = (command: string): string => `${command}:${randomBytes(8).toString('hex')}`;
