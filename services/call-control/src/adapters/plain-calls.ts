/** What Kamailio last said about a call that it still holds: stored by JetStream, asked for only when a feature is used. */
import { createHash } from 'node:crypto';
import { type Bus, NotTheLast, partitionOf, publish, storedMessages, streams } from '@cordboard/messaging';
import { LRUCache } from 'lru-cache';
import type { PlainCall } from '../domain/messages.ts';
import { type DialogFact, plainCall } from './kamailio-facts.ts';
import type { Lines } from './lines.ts';

/** Calls of which it is remembered where the fact stands that they were answered. One that is forgotten is looked up. */
const REMEMBERED = 10_000;

export class PlainCalls {
  readonly #bus: Bus;
  /** Sequence numbers by subject. Who takes a call over has asked for that fact just before. */
  readonly #answered = new LRUCache<string, number>({ max: REMEMBERED });
  readonly #lines: ReadonlyMap<string, Lines>;

  /** @param lines - Of each Kamailio node, by its name. */
  constructor(bus: Bus, lines: ReadonlyMap<string, Lines>) {
    this.#bus = bus;
    this.#lines = lines;
  }

  /** The plain call of that name on that node; undefined where it has ended, or never was. */
  async find(callId: string, node: string): Promise<PlainCall | undefined> {
    const dialog = await this.#dialog(callId, node);
    return dialog && plainCall(dialog);
  }

  /** The same, wherever it is, and with the CSeq numbers that its halves have used: Kamailio counts them. */
  async findToAnchor(callId: string): Promise<PlainCall | undefined> {
    const found = await Promise.all(
      [...this.#lines].map(async ([node, lines]) => {
        const dialog = await this.#dialog(callId, node);
        return dialog && plainCall(dialog, await lines.progress(dialog.sipCallId));
      }),
    );
    return found.find((call) => call !== undefined);
  }

  /**
   * All that were answered and have not ended, as far as Kamailio has said so.
   *
   * `isCertain` is false of a call that is older than its node's last start: from then on the node does not see its end.
   */
  async *list(): AsyncIterable<{ call: PlainCall; isCertain: boolean }> {
    const startedBy = new Map(
      await Promise.all(
        [...this.#lines].map(async ([node, lines]) => [node, await lines.startedBy()] as const),
      ),
    );
    for await (const message of storedMessages(this.#bus, streams.sipDialogs.name)) {
      const fact = message.json<DialogFact>();
      if (fact.state !== 'answered') continue;
      const isCertain = fact.at > (startedBy.get(fact.node) ?? Number.POSITIVE_INFINITY);
      yield { call: plainCall(fact), isCertain };
    }
  }

  /** The call that a dialog belongs to: Kamailio knows those that are ours, any other is named after it (docs/events.md). */
  async callOf(sipCallId: string): Promise<string> {
    const found = await Promise.all([...this.#lines.values()].map((lines) => lines.callOf(sipCallId)));
    return found.find((callId) => callId !== undefined) ?? callIdOf(sipCallId);
  }

  /**
   * The call is anchored: it is no plain call any more, and will not be one again.
   *
   * @returns false where it had ended before; the fact that said so has found no anchored call.
   */
  async taken(callId: string, node: string, sipCallId: string): Promise<boolean> {
    const subject = subjectOf(callId, node);
    for (let onto = this.#answered.get(subject); ; onto = undefined) {
      const message = onto === undefined ? await this.#last(subject) : undefined;
      if (message?.json<DialogFact>().state === 'ended') return false;
      const fact: DialogFact = { state: 'anchored', at: Date.now(), node, callId, sipCallId };
      try {
        await publish(this.#bus, { subject, data: JSON.stringify(fact), onto: onto ?? message?.seq ?? 0 });
        return true;
      } catch (error) {
        if (!(error instanceof NotTheLast)) throw error; // it has ended meanwhile, or ends in this moment
      }
    }
  }

  async #dialog(callId: string, node: string): Promise<AnsweredDialog | undefined> {
    const subject = subjectOf(callId, node);
    const message = await this.#last(subject);
    const fact = message?.json<DialogFact>();
    if (message === null || fact?.state !== 'answered') return undefined;
    this.#answered.set(subject, message.seq);
    return fact;
  }

  #last(subject: string) {
    return this.#bus.jsm.direct.getMessage(streams.sipDialogs.name, { last_by_subj: subject });
  }
}

const callIdOf = (sipCallId: string): string =>
  createHash('md5').update(sipCallId).digest('hex').slice(0, 16);

const subjectOf = (callId: string, node: string): string =>
  `sip.${node}.${partitionOf(callId)}.${callId}.dialog`;

type AnsweredDialog = Extract<DialogFact, { state: 'answered' }>;
