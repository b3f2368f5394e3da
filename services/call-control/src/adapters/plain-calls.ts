/** What Kamailio last said about a call that it still holds: stored by JetStream, asked for only when a feature is used. */
import { type Bus, partitionOf, streams } from '@cordboard/messaging';
import type { PlainCall } from '../domain/messages.ts';
import { type DialogFact, type DtmfFact, plainCall } from './kamailio-facts.ts';

export class PlainCalls {
  readonly #bus: Bus;
  readonly #nodes: readonly string[];

  constructor(bus: Bus, nodes: readonly string[]) {
    this.#bus = bus;
    this.#nodes = nodes;
  }

  /**
   * The plain call of that name, with the CSeq numbers that its halves have used.
   *
   * @param node - Where it is, if known; else every node is asked.
   * @returns undefined where it has ended, or never was.
   */
  async find(callId: string, node?: string): Promise<PlainCall | undefined> {
    const found = await Promise.all(
      (node === undefined ? this.#nodes : [node]).map((name) => this.#on(name, callId)),
    );
    return found.find((call) => call !== undefined);
  }

  async #on(node: string, callId: string): Promise<PlainCall | undefined> {
    const subject = `sip.${node}.${partitionOf(callId)}.${callId}`;
    const [dialog, dtmf] = await Promise.all([
      this.#last<DialogFact>(streams.sipDialogs.name, `${subject}.dialog`),
      this.#last<DtmfFact>(streams.sip.name, `${subject}.dtmf`),
    ]);
    if (dialog === undefined || dialog.state === 'ended') return undefined;
    return plainCall(dialog, { caller: dtmf?.callerCseq ?? 0, callee: dtmf?.calleeCseq ?? 0 });
  }

  async #last<T>(stream: string, subject: string): Promise<T | undefined> {
    const message = await this.#bus.jsm.direct.getMessage(stream, { last_by_subj: subject });
    return message?.json<T>();
  }
}
