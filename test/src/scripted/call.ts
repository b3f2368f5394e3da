import { DeadlineExceeded, waitUntil } from '../clock.ts';
import { headerValues, type SipMessage } from '../network/sip-message.ts';
import type { PhoneEventType } from '../phone/event-log.ts';
import { authorization } from '../sip/digest.ts';
import { answering, audioAddress, type Direction, directionOf, eventTypeOf, sdp } from '../sip/sdp.ts';
import type { ClientTransaction, SipTransport } from '../sip/transport.ts';
import type { Content, Header, Reply, Request } from '../sip/write.ts';
import { Dialog } from './dialog.ts';
import { type Notification, readNotification } from './notification.ts';
import { reasonOf } from './reasons.ts';
import type { Voice } from './voice.ts';

/** What a call needs of its phone. */
export interface CallSurroundings {
  readonly transport: SipTransport;
  readonly voice: Voice;
  /** The user part of the phone's addresses. */
  readonly user: string;
  /** Its address of record, `sip:101@demo.test`. */
  readonly aor: string;
  readonly password: string | undefined;
  readonly tell: (call: ScriptedCall, type: PhoneEventType, detail: string) => void;
}

/** What a request or response may have besides what SIP itself asks for. */
export interface Extras {
  readonly headers?: readonly Header[];
  /** Session description, in place of the phone's own; `null`: none. */
  readonly sdp?: string | null;
  readonly content?: Content;
}

/** Milliseconds that anything waited for may take. */
const withinMs = 8_000;
/** Milliseconds that a call which the phone placed may ring. */
const patienceMs = 60_000;
const retransmitMs = 500;
const allow = ['Allow', 'INVITE, ACK, CANCEL, BYE, UPDATE, REFER, NOTIFY, INFO, OPTIONS'] as const;

/**
 * One call of a scripted phone: a dialog and its sound. By itself it does nothing but what every phone must: it answers
 * BYE, CANCEL, re-INVITE, UPDATE and NOTIFY. All else is for the test to say.
 */
export class ScriptedCall {
  /** The INVITE that came, or undefined for a call that the phone placed. */
  readonly invite: SipMessage | undefined;
  /** What the network told of the phone's REFERs. */
  readonly notifications: Notification[] = [];
  /** Every request that came in this dialog, the INVITE left out. */
  readonly requests: SipMessage[] = [];
  /** The call is answered and acknowledged. Never rejects. */
  readonly established: Promise<void>;
  /** It is over, whoever ended it. Never rejects. */
  readonly ended: Promise<void>;
  /** The test's own way with a request in the dialog; true: nothing else is to be done with it. */
  onRequest: (request: SipMessage) => boolean = () => false;
  readonly #phone: CallSurroundings;
  readonly #dialog: Dialog;
  readonly #establish: () => void;
  readonly #end: () => void;
  #version = 1;
  #direction: Direction = 'sendrecv';
  #eventType: number | undefined;
  #placed: ClientTransaction | undefined;
  #state: 'opening' | 'open' | 'over' = 'opening';

  private constructor(phone: CallSurroundings, dialog: Dialog, invite?: SipMessage) {
    this.#phone = phone;
    this.#dialog = dialog;
    this.invite = invite;
    this.#eventType = eventTypeOf(invite?.body ?? '');
    const established = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    [this.established, this.#establish] = [established.promise, established.resolve];
    [this.ended, this.#end] = [ended.promise, ended.resolve];
  }

  /** A call that came in. */
  static incoming(phone: CallSurroundings, invite: SipMessage): ScriptedCall {
    return new ScriptedCall(phone, Dialog.from(invite), invite);
  }

  /** A call to a SIP URI; `place` sends the INVITE. */
  static outgoing(phone: CallSurroundings, uri: string): ScriptedCall {
    const [host = ''] = phone.transport.address.split(':');
    return new ScriptedCall(phone, Dialog.towards(uri, phone.aor, host));
  }

  /** It came in, and is not answered yet. */
  get isRinging(): boolean {
    return this.#state === 'opening' && this.invite !== undefined;
  }

  /** It is answered and not over. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get callId(): string {
    return this.#dialog.callId;
  }

  /** Value of Replaces by which the other end lets somebody else take this phone's place (RFC 3891 §3). */
  get replaces(): string {
    return `${this.callId};to-tag=${this.#dialog.remoteTag};from-tag=${this.#dialog.localTag}`;
  }

  /** Send the INVITE, with the phone's password where it is asked for. @returns The final response, whatever it is. */
  async place({ headers = [], sdp: own }: Extras = {}): Promise<SipMessage> {
    const body = own === null ? undefined : (own ?? this.#sdp());
    const send = (proof: readonly Header[] = []) => {
      const all = [this.#contact, allow, ...headers, ...proof];
      const request = this.#dialog.request('INVITE', { headers: all, sdp: body });
      const onProvisional = (response: SipMessage) => this.#progressed(response);
      this.#placed = this.#phone.transport.begin(request, { onProvisional, patienceMs });
      return { request, final: this.#placed.final };
    };
    let invite = send();
    let response = await invite.final;
    if (response.status === 407 && this.#phone.password) {
      invite = send([this.#proof(invite.request, response, this.#phone.password)]);
      response = await invite.final;
    }
    if (response.status >= 300) {
      this.#over(`${response.status} ${response.reason}`);
      return response;
    }
    this.#dialog.confirm(response);
    const ack = this.#dialog.ack(invite.request);
    this.#phone.transport.tell(body === undefined ? { ...ack, sdp: this.#sdp() } : ack);
    if (this.#state === 'over') await this.#bye();
    else this.#open(response.body);
    return response;
  }

  /** Give up the call that the phone placed. A 200 that crosses it is hung up (RFC 3261 §9.1, §15). */
  cancel(): void {
    this.#placed?.cancel();
    this.#over('cancelled');
  }

  /** A provisional response. @param toTag - Of a fork; default the phone's own. */
  progress(status: number, { headers = [], sdp: body = null }: Extras = {}, toTag?: string): void {
    const reply = { headers: [this.#contact, ...headers], sdp: body ?? undefined };
    this.#respond(status, toTag === undefined ? reply : { ...reply, toTag });
    if (body !== null) this.#speak(this.#invited.body);
  }

  ring(): void {
    this.progress(180);
  }

  /** Be heard before the answer: 183 with a session description (RFC 3960 §3.1). */
  early(): void {
    this.progress(183, { sdp: this.#sdp() });
  }

  /** A negative final response. */
  refuse(status: number, headers: readonly Header[] = []): void {
    this.#respond(status, { headers });
    this.#over(`${status} ${reasonOf(status)}`);
  }

  /**
   * A 200, sent again until it is acknowledged (RFC 3261 §13.3.1.4).
   *
   * @param toTag - Of a fork; default the phone's own.
   * @throws {DeadlineExceeded} It never was.
   */
  async answer({ headers = [], sdp: own }: Extras = {}, toTag = this.#dialog.localTag): Promise<void> {
    const body = own === null ? undefined : (own ?? this.#sdp());
    this.#dialog.answerAs(toTag);
    this.#state = 'open';
    const ok = () => this.#respond(200, { headers: [this.#contact, allow, ...headers], sdp: body, toTag });
    ok();
    const again = setInterval(ok, retransmitMs);
    await inTime(Promise.race([this.established, this.ended]), 'its 200 was not acknowledged').finally(() =>
      clearInterval(again),
    );
  }

  /** Hang up, whatever state the call is in. */
  async hangUp(): Promise<void> {
    const state = this.#state;
    if (state === 'opening' && this.invite) return this.refuse(486);
    if (state === 'opening') return this.cancel();
    if (state !== 'open') return;
    this.#over('hung up');
    await this.#bye();
  }

  /** A request in the dialog. @returns The final response; a 2xx to an INVITE is acknowledged. */
  async request(method: string, { headers = [], sdp: body, content }: Extras = {}): Promise<SipMessage> {
    const request = this.#dialog.request(method, {
      headers: [this.#contact, ...headers],
      sdp: body ?? undefined,
      ...(content && { content }),
    });
    const response = await this.#phone.transport.request(request);
    if (method === 'INVITE' && response.status < 300) this.#phone.transport.tell(this.#dialog.ack(request));
    return response;
  }

  /** Offer the session again, in this direction (RFC 3261 §14 or RFC 3311). @returns The final response. */
  async offer(
    direction: Direction,
    { method = 'INVITE', headers = [] }: { method?: 'INVITE' | 'UPDATE'; headers?: readonly Header[] } = {},
  ): Promise<SipMessage> {
    this.#direction = direction;
    this.#version += 1;
    const response = await this.request(method, { sdp: this.#sdp(), headers });
    if (response.status < 300) this.#speak(response.body);
    return response;
  }

  /** Have the other end offer the session: a re-INVITE without one, answered in its ACK (RFC 3261 §14.1). @returns The final response. */
  async askForOffer(): Promise<SipMessage> {
    const request = this.#dialog.request('INVITE', { headers: [this.#contact] });
    const response = await this.#phone.transport.request(request);
    if (response.status >= 300) return response;
    this.#version += 1;
    this.#phone.transport.tell({ ...this.#dialog.ack(request), sdp: this.#sdp() });
    this.#speak(response.body);
    return response;
  }

  /**
   * From now on a CANCEL is answered, but there is no 487: an answer crosses it (RFC 3261 §9.1).
   *
   * @param answer - Sends the answer, or sees to it that it comes. Default: at once.
   */
  crossCancel(answer: () => void = () => void this.answer()): void {
    this.onRequest = (request) => {
      if (request.method !== 'CANCEL') return false;
      this.reply(request, 200);
      answer();
      return true;
    };
  }

  /**
   * Ask for a transfer (RFC 3515).
   *
   * @param referTo - Value of Refer-To; undefined: without one.
   * @returns The response; 202 where it is accepted.
   */
  refer(referTo: string | undefined, headers: readonly Header[] = []): Promise<SipMessage> {
    const target: Header[] = referTo === undefined ? [] : [['Refer-To', referTo]];
    return this.request('REFER', {
      headers: [...target, ['Referred-By', `<${this.#phone.aor}>`], ...headers],
    });
  }

  /** The NOTIFY that ends the subscription (RFC 6665 §4.4.1). @throws {DeadlineExceeded} Says which ones came. */
  lastNotification(): Promise<Notification> {
    const last = () => {
      const notification = this.notifications.at(-1);
      return notification?.state.startsWith('terminated') ? notification : undefined;
    };
    const came = () => this.notifications.map(({ sipStatus }) => sipStatus).join(', ');
    return waitUntil(last, {
      withinMs,
      missing: () => `${this.#phone.user} got no last NOTIFY, only "${came()}"`,
    });
  }

  /** A request of the other end, also one that has come already. @throws {DeadlineExceeded} None came. */
  waitForRequest(method: string): Promise<SipMessage> {
    return waitUntil(() => this.requests.find((request) => request.method === method), {
      withinMs,
      missing: () => `${this.#phone.user} got no ${method} in ${this.callId}`,
    });
  }

  /** A request that came in this dialog. */
  receive(request: SipMessage): void {
    this.requests.push(request);
    if (this.onRequest(request)) return;
    switch (request.method) {
      case 'ACK':
        return this.#acknowledged(request);
      case 'BYE':
        this.reply(request, 200);
        return this.#over('hung up by the other end');
      case 'CANCEL':
        this.reply(request, 200);
        if (this.#state === 'opening') this.refuse(487);
        return;
      case 'INVITE':
      case 'UPDATE':
        return this.#offered(request);
      case 'NOTIFY':
        return this.#notified(request);
      case 'INFO':
      case 'OPTIONS':
        return this.reply(request, 200);
      default:
        return this.reply(request, 405, { headers: [allow] });
    }
  }

  /** Answer a request in the dialog. */
  reply(request: SipMessage, status: number, { headers = [], sdp: body }: Extras = {}): void {
    const reply = { status, reason: reasonOf(status), headers, sdp: body ?? undefined };
    this.#phone.transport.respond(request, reply);
  }

  /** Press a key (RFC 4733). */
  press(key: string): void {
    this.#phone.voice.press(key);
  }

  /** Another tone from now on, in Hz. */
  sing(toneHz: number): void {
    this.#phone.voice.sing(toneHz);
  }

  /** From now on this call sends nothing and answers nothing, as when a cable is pulled. */
  fallSilent(): void {
    this.onRequest = () => true;
    this.#over('fell silent');
  }

  #offered(request: SipMessage): void {
    if (request.body === '') {
      const body = request.method === 'INVITE' ? this.#sdp() : null;
      return this.reply(request, 200, { headers: [this.#contact], sdp: body });
    }
    const offered = directionOf(request.body);
    this.#phone.tell(this, 'offered', offered);
    this.#version += 1;
    this.reply(request, 200, { headers: [this.#contact], sdp: this.#sdp(answering(offered)) });
    this.#speak(request.body);
  }

  #notified(request: SipMessage): void {
    const notification = readNotification(request);
    if (notification) this.notifications.push(notification);
    this.reply(request, notification ? 200 : 489);
  }

  #acknowledged(ack: SipMessage): void {
    const isFirst = this.#state === 'open';
    if (isFirst) this.#open(ack.body || this.#invited.body);
  }

  #open(remoteSdp: string): void {
    this.#state = 'open';
    this.#speak(remoteSdp);
    this.#establish();
    this.#phone.tell(this, 'answered', '');
  }

  #progressed(response: SipMessage): void {
    this.#dialog.hear(response);
    if (response.body !== '') this.#phone.tell(this, 'early-media', '');
    else if (response.status > 100) this.#phone.tell(this, 'ringing', '');
  }

  #speak(remoteSdp: string): void {
    const isHeard = ['sendrecv', 'recvonly'].includes(directionOf(remoteSdp));
    this.#eventType = eventTypeOf(remoteSdp) ?? this.#eventType;
    this.#phone.voice.speakTo(isHeard ? audioAddress(remoteSdp) : undefined, this.#eventType);
  }

  async #bye(): Promise<void> {
    await this.#phone.transport.request(this.#dialog.request('BYE'));
  }

  #respond(status: number, reply: Partial<Reply>): void {
    const { localTag: toTag } = this.#dialog;
    this.#phone.transport.respond(this.#invited, { toTag, ...reply, status, reason: reasonOf(status) });
  }

  #proof({ method, uri }: Request, { headers }: SipMessage, password: string): Header {
    const challenge = headerValues({ headers }, 'proxy-authenticate')[0] ?? '';
    const credentials = { user: this.#phone.user, password, method, uri };
    return ['Proxy-Authorization', authorization(challenge, credentials)];
  }

  get #invited(): SipMessage {
    if (!this.invite) throw new Error(`${this.#phone.user} placed the call ${this.callId} itself`);
    return this.invite;
  }

  get #contact(): Header {
    return ['Contact', `<sip:${this.#phone.user}@${this.#phone.transport.address}>`];
  }

  /** The phone's own session description as it is now. */
  #sdp(direction = this.#direction): string {
    const [host = ''] = this.#phone.transport.address.split(':');
    const event = this.#eventType === undefined ? {} : { eventType: this.#eventType };
    return sdp(host, this.#phone.voice.port, { direction, version: this.#version, ...event });
  }

  #over(why: string): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#phone.voice.close();
    this.#end();
    this.#phone.tell(this, 'closed', why);
  }
}

const inTime = async (promise: Promise<void>, what: string): Promise<void> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DeadlineExceeded(what)), withinMs);
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
};
