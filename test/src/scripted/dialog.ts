import { randomBytes } from 'node:crypto';
import { headerValues, type SipMessage } from '../network/sip-message.ts';
import type { Request } from '../sip/write.ts';

/** A new tag (RFC 3261 §19.3). */
export const newTag = (): string => randomBytes(6).toString('hex');

/** One end of a dialog, also before the other end has said its tag (RFC 3261 §12). */
export class Dialog {
  readonly callId: string;
  readonly localTag = newTag();
  #local: string;
  #remote: string;
  #target: string;
  #routes: readonly string[] = [];
  #cseq = 0;

  private constructor(callId: string, local: string, remote: string, target: string) {
    this.callId = callId;
    this.#local = `${local};tag=${this.localTag}`;
    this.#remote = remote;
    this.#target = target;
  }

  /** Of a call to a URI. */
  static towards(uri: string, aor: string, host: string): Dialog {
    const callId = `${randomBytes(12).toString('hex')}@${host}`;
    return new Dialog(callId, `<${aor}>`, `<${uri}>`, uri);
  }

  /** Of a call that came in. */
  static from(invite: SipMessage): Dialog {
    const [local, remote] = [first(invite, 'to'), first(invite, 'from')];
    const dialog = new Dialog(invite.callId, local, remote, contactOf(invite));
    dialog.#routes = recordRoute(invite);
    return dialog;
  }

  /** The tag of the other end; empty while it has said none. */
  get remoteTag(): string {
    return /;\s*tag=([^;\s>]+)/i.exec(this.#remote)?.[1] ?? '';
  }

  /** The other end rings and has said its tag: an early dialog. */
  hear(response: SipMessage): void {
    if (response.toTag !== '') this.#remote = first(response, 'to');
  }

  /** The other end has answered: its tag, its address and the way to it. */
  confirm(response: SipMessage): void {
    this.#remote = first(response, 'to');
    this.#target = contactOf(response);
    this.#routes = recordRoute(response).toReversed();
  }

  /** This end is now the fork with that tag. */
  answerAs(tag: string): void {
    this.#local = this.#local.replace(/;tag=.*/, `;tag=${tag}`);
  }

  /** The next request of this end. */
  request(method: string, extras: Partial<Request> = {}): Request {
    this.#cseq += 1;
    return { ...this.#inDialog(method, this.#cseq), ...extras };
  }

  /** The ACK of a 2xx (RFC 3261 §13.2.2.4). */
  ack({ cseq }: Request): Request {
    return this.#inDialog('ACK', cseq);
  }

  #inDialog(method: string, cseq: number): Request {
    const { callId } = this;
    const [uri, from, to, routes] = [this.#target, this.#local, this.#remote, this.#routes];
    return { method, uri, callId, cseq, from, to, routes };
  }
}

const first = (message: SipMessage, name: string): string => headerValues(message, name)[0] ?? '';

const contactOf = (message: SipMessage): string =>
  /<?(sips?:[^>\s]+)>?/.exec(first(message, 'contact'))?.[1] ?? '';

const recordRoute = (message: SipMessage): string[] =>
  headerValues(message, 'record-route').flatMap((value) => value.split(',').map((route) => route.trim()));
