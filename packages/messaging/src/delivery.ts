import type { JsMsg } from '@nats-io/jetstream';
import type { MsgHdrs } from '@nats-io/transport-node';

/** A message can never be handled; it goes to the dead letters without another try. */
export class MalformedMessage extends Error {
  readonly code = 'MALFORMED_MESSAGE';
  override readonly name = 'MalformedMessage';
}

/** One message of a stream, as its handler sees it. */
export type Delivery = {
  subject: string;
  /** The subject's words. */
  tokens: string[];
  data: Uint8Array;
  /** @throws {MalformedMessage} Not JSON. */
  json<T>(): T;
  /** In the stream; orders its messages. */
  sequence: number;
  headers: MsgHdrs | undefined;
  /** It may have been handled, wholly or in part, before. */
  redelivered: boolean;
  /** `stream:sequence`: the same for each delivery of the message. */
  id: string;
};

/** What JetStream delivers, seen as a {@link Delivery}. */
export class JetStreamDelivery implements Delivery {
  readonly subject: string;
  readonly tokens: string[];
  readonly data: Uint8Array;
  readonly sequence: number;
  readonly redelivered: boolean;
  readonly id: string;
  readonly #message: JsMsg;

  constructor(message: JsMsg) {
    const { stream, streamSequence, redelivered } = message.info;
    this.#message = message;
    this.subject = message.subject;
    this.tokens = message.subject.split('.');
    this.data = message.data;
    this.sequence = streamSequence;
    this.redelivered = redelivered;
    this.id = `${stream}:${streamSequence}`;
  }

  get headers(): MsgHdrs | undefined {
    return this.#message.headers;
  }

  json<T>(): T {
    try {
      return this.#message.json<T>();
    } catch (cause) {
      throw new MalformedMessage(`${this.subject} (${this.id}) is not JSON`, { cause });
    }
  }
}
