import { randomBytes } from 'node:crypto';
import { headerValues, type SipMessage } from '@cordboard/test/network/sip-message';
import { audioAddress, sdp } from '@cordboard/test/sip/sdp';
import type { SipTransport } from '@cordboard/test/sip/transport';
import type { Request } from '@cordboard/test/sip/write';
import type { Stream } from '../media/stream.ts';
import { StepMissed } from '../within.ts';

/** A phone's end of a call: one dialog (RFC 3261 §12) and its audio. */
export class Leg {
  readonly callId: string;
  readonly stream: Stream;
  /** Either side has hung up. Never rejects. */
  readonly ended: Promise<void>;
  readonly #transport: SipTransport;
  readonly #user: string;
  readonly #invite: SipMessage | undefined;
  readonly #ends: () => void;
  readonly #localTag = randomBytes(6).toString('hex');
  readonly #local: string;
  #remote: string;
  #target: string;
  #routes: readonly string[] = [];
  #cseq = 0;
  #acknowledged: () => void = () => {};
  #state: 'opening' | 'open' | 'over' = 'opening';

  private constructor(
    transport: SipTransport,
    stream: Stream,
    who: { user: string; peer: string },
    invite?: SipMessage,
  ) {
    this.#transport = transport;
    this.stream = stream;
    this.#user = who.user;
    this.#invite = invite;
    this.callId = invite?.callId ?? `${randomBytes(12).toString('hex')}@${this.#host}`;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#ends = resolve;
    const tagged = (value: string) => `${value};tag=${this.#localTag}`;
    this.#local = tagged(
      invite ? (headerValues(invite, 'to')[0] ?? '') : `<sip:${who.user}@${transport.address}>`,
    );
    this.#remote = invite ? (headerValues(invite, 'from')[0] ?? '') : `<${who.peer}>`;
    this.#target = invite ? contactOf(invite) : who.peer;
    if (invite !== undefined) this.#routes = recordRoute(invite);
  }

  /** A call that `user` makes to a SIP URI; `connect()` places it. */
  static outgoing(transport: SipTransport, stream: Stream, user: string, uri: string): Leg {
    return new Leg(transport, stream, { user, peer: uri });
  }

  /** A call that came in for `user`. */
  static incoming(transport: SipTransport, stream: Stream, user: string, invite: SipMessage): Leg {
    return new Leg(transport, stream, { user, peer: '' }, invite);
  }

  /** Dials. @returns When it was answered. @throws {StepMissed} Rejected, or never answered. */
  async connect(): Promise<void> {
    const response = await this.#transport.request({
      ...this.#request('INVITE'),
      headers: [this.#contact, allow],
      sdp: sdp(this.#host, this.stream.port),
    });
    if (response.status >= 300) {
      this.#over();
      throw new StepMissed(`the call is answered ${response.status} ${response.reason}`);
    }
    this.#remote = headerValues(response, 'to')[0] ?? this.#remote;
    this.#target = contactOf(response);
    this.#routes = recordRoute(response).toReversed();
    this.#transport.tell(this.#request('ACK'));
    const givenUp = this.#state === 'over';
    this.#state = 'open';
    if (givenUp) return this.hangUp();
    await this.#speakTo(response);
  }

  ring(): void {
    this.#reply({ status: 180, reason: 'Ringing' });
  }

  /** @returns When the answer was acknowledged. */
  async answer(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#acknowledged = resolve;
    this.#state = 'open';
    const body = sdp(this.#host, this.stream.port);
    const ok = () => this.#reply({ status: 200, reason: 'OK', headers: [this.#contact, allow], sdp: body });
    ok();
    const again = setInterval(ok, RETRANSMIT_MS); // RFC 3261 §13.3.1.4
    this.ended.then(resolve);
    await promise.finally(() => clearInterval(again));
    if (this.#invite !== undefined) await this.#speakTo(this.#invite);
  }

  /** Does nothing if the call is over. @throws {StepMissed} The BYE is not answered. */
  async hangUp(): Promise<void> {
    const state = this.#state;
    this.#over();
    if (state === 'open') await this.#transport.request(this.#request('BYE'));
    else if (state === 'opening') this.#reply({ status: 480, reason: 'Temporarily Unavailable' });
  }

  /** A request that came in this dialog. */
  receive(request: SipMessage): void {
    const answer = (status: number, reason: string) => this.#transport.respond(request, { status, reason });
    switch (request.method) {
      case 'ACK':
        return this.#acknowledged();
      case 'BYE':
        answer(200, 'OK');
        return this.#over();
      case 'CANCEL':
        answer(200, 'OK');
        if (this.#state === 'opening') this.#reply({ status: 487, reason: 'Request Terminated' });
        return this.#over();
      default:
        return answer(405, 'Method Not Allowed');
    }
  }

  /** `address:port` of its RTP. */
  get rtpAddress(): string {
    return `${this.#host}:${this.stream.port}`;
  }

  get #host(): string {
    return this.#transport.address.split(':')[0] as string;
  }

  get #contact(): readonly [string, string] {
    return ['Contact', `<sip:${this.#user}@${this.#transport.address}>`];
  }

  #request(method: string): Request {
    if (method !== 'ACK') this.#cseq += 1;
    const { callId } = this;
    return {
      method,
      uri: this.#target,
      callId,
      cseq: this.#cseq,
      from: this.#local,
      to: this.#remote,
      routes: this.#routes,
    };
  }

  #reply(reply: Parameters<SipTransport['respond']>[1]): void {
    if (this.#invite !== undefined)
      this.#transport.respond(this.#invite, { ...reply, toTag: this.#localTag });
  }

  async #speakTo(message: SipMessage): Promise<void> {
    const remote = audioAddress(message.body);
    if (remote === undefined) throw new StepMissed('there is no audio in the SDP');
    if (this.#state === 'open') await this.stream.start(remote);
  }

  #over(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.stream.close();
    this.#ends();
  }
}

const RETRANSMIT_MS = 500;
const allow = ['Allow', 'INVITE, ACK, CANCEL, BYE'] as const;

const contactOf = (message: SipMessage): string =>
  /<?(sips?:[^>\s]+)>?/.exec(headerValues(message, 'contact')[0] ?? '')?.[1] ?? '';

const recordRoute = (message: SipMessage): string[] =>
  headerValues(message, 'record-route').flatMap((value) => value.split(',').map((route) => route.trim()));
