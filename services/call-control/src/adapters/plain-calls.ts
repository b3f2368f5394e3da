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

  /** The plain call of that name on that node; undefined where it has ended, or never was. */
  async find(callId: string, node: string): Promise<PlainCall | undefined> {
    return this.#call(await this.#dialog(callId, node));
  }

  /** The same, wherever it is, and with the CSeq numbers that its halves have used. */
  async findToAnchor(callId: string): Promise<PlainCall | undefined> {
    const found = await Promise.all(
      this.#nodes.map(async (node) => {
        const [dialog, dtmf] = await Promise.all([this.#dialog(callId, node), this.#dtmf(callId, node)]);
        return this.#call(dialog, dtmf);
      }),
    );
    return found.find((call) => call !== undefined);
  }

  #call(dialog: DialogFact | undefined, dtmf?: DtmfFact): PlainCall | undefined {
    if (dialog === undefined || dialog.state === 'ended') return undefined;
    return plainCall(dialog, { caller: dtmf?.callerCseq ?? 0, callee: dtmf?.calleeCseq ?? 0 });
  }

  #dialog(callId: string, node: string): Promise<DialogFact | undefined> {
    return this.#last(streams.sipDialogs.name, `${subjectOf(callId, node)}.dialog`);
  }

  #dtmf(callId: string, node: string): Promise<DtmfFact | undefined> {
    return this.#last(streams.sip.name, `${subjectOf(callId, node)}.dtmf`);
  }

  async #last<T>(stream: string, subject: string): Promise<T | undefined> {
    const message = await this.#bus.jsm.direct.getMessage(stream, { last_by_subj: subject });
    return message?.json<T>();
  }
}

const subjectOf = (callId: string, node: string): string => `sip.${node}.${partitionOf(callId)}.${callId}`;
