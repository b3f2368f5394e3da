import { DeadlineExceeded, now } from '../clock.ts';
import { headerValues, type SipMessage } from '../network/sip-message.ts';
import type { PhoneEventType } from '../phone/event-log.ts';
import { Handset, type PhoneSurroundings } from '../phone/handset.ts';
import { RegistrationFailed } from '../phone/registration.ts';
import { nextPlace } from '../ports.ts';
import { authorization } from '../sip/digest.ts';
import { SipTransport } from '../sip/transport.ts';
import type { Header } from '../sip/write.ts';
import { ScriptedCall } from './call.ts';
import { Voice } from './voice.ts';

/** A scripted phone to be started. */
export interface ScriptedPhoneOptions extends PhoneSurroundings {
  user: string;
  domain: string;
  /** Digest password; without one the phone does not register. */
  password?: string;
  /** `host:port` of the SIP proxy. Default 10.99.0.1:5060. */
  proxy?: string;
  /** The phone's own IP address. Default 10.99.0.1. */
  address?: string;
  /** Its SIP port. Default: one that is free. */
  sipPort?: number;
  /** The tone that it sends all the time in a call, in Hz: one of 500, 600, … 2,000. */
  toneHz: number;
}

const expiresS = 3_600;
const callWithinMs = 8_000;

/** A phone that does exactly what a test says, down to the single SIP message. For everyday scenes it is a phone as any. */
export class ScriptedPhone extends Handset {
  /** What it does with a call that comes in. Default: it rings, and waits for the test. */
  whenCalled: (call: ScriptedCall) => void = (call) => call.ring();
  readonly #transport: SipTransport;
  readonly #options: ScriptedPhoneOptions;
  readonly #rtpPorts: readonly [number, number];
  readonly #byCallId = new Map<string, ScriptedCall>();
  readonly #unasked: ScriptedCall[] = [];
  #registrations = 0;
  #nextRtp = 0;
  #asking: ((call: ScriptedCall) => void) | undefined;

  private constructor(
    transport: SipTransport,
    rtpPorts: readonly [number, number],
    options: ScriptedPhoneOptions,
  ) {
    const { user, toneHz } = options;
    super({ user, toneHz, sipAddress: transport.address, rtpPorts }, options);
    this.#transport = transport;
    this.#rtpPorts = rtpPorts;
    this.#options = options;
    transport.onRequest = (request) => void this.#receive(request);
  }

  /**
   * Start a phone and, if it has a password, register it.
   *
   * @throws {RegistrationFailed} Carries the SIP status.
   */
  static async start(options: ScriptedPhoneOptions): Promise<ScriptedPhone> {
    const { address = '10.99.0.1', proxy = '10.99.0.1:5060' } = options;
    const place = nextPlace(address);
    const transport = await SipTransport.open(`${address}:${options.sipPort ?? place.sipPort}`, proxy);
    const phone = new ScriptedPhone(transport, place.rtpPorts, options);
    try {
      if (options.password) await phone.#register(expiresS);
      return phone;
    } catch (error) {
      await phone.stop();
      throw error;
    }
  }

  /** The call with this Call-ID, the newest if none is named. */
  call(callId?: string): ScriptedCall {
    return this.#byCallId.get(this.callOf('look at', callId)) as ScriptedCall;
  }

  /** The newest call that is not over; undefined without one. */
  get newestCall(): ScriptedCall | undefined {
    return this.callId === undefined ? undefined : this.call();
  }

  /** The next call that comes in and that no one has asked for yet. @throws {DeadlineExceeded} None came. */
  async nextCall(withinMs = callWithinMs): Promise<ScriptedCall> {
    const call = this.#unasked.shift();
    if (call) return call;
    const { promise, resolve, reject } = Promise.withResolvers<ScriptedCall>();
    this.#asking = resolve;
    const timer = setTimeout(() => reject(new DeadlineExceeded(`nobody called ${this.user}`)), withinMs);
    return promise.finally(() => clearTimeout(timer));
  }

  /** A call that the phone is to place: `place()` sends its INVITE. */
  async newCall(target: string): Promise<ScriptedCall> {
    const uri = target.startsWith('sip:') ? target : `sip:${target}@${this.#options.domain}`;
    return this.#keep(ScriptedCall.outgoing(await this.#surroundings(), uri));
  }

  async dial(target: string): Promise<void> {
    const call = await this.newCall(target);
    void call.place();
  }

  async answer(callId?: string): Promise<void> {
    await this.call(callId).answer();
  }

  async reject(callId?: string): Promise<void> {
    this.call(callId).refuse(486);
  }

  async hangUp(callId?: string): Promise<void> {
    await this.call(callId).hangUp();
  }

  async hold(callId?: string): Promise<void> {
    await this.call(callId).offer('sendonly');
  }

  async resume(callId?: string): Promise<void> {
    await this.call(callId).offer('sendrecv');
  }

  override async stop(): Promise<void> {
    await Promise.all([...this.#byCallId.values()].map((call) => call.hangUp()));
    if (this.#registrations > 0) await this.#register(0);
    this.#transport.close();
    await super.stop();
  }

  protected override async pressKey(key: string, callId: string): Promise<void> {
    this.call(callId).press(key);
  }

  async #receive(request: SipMessage): Promise<void> {
    const call = this.#byCallId.get(request.callId);
    if (call) return call.receive(request);
    if (request.method === 'ACK') return; // of a negative response
    if (request.method !== 'INVITE' || request.toTag !== '') return this.#stray(request);
    this.#transport.respond(request, { status: 100, reason: 'Trying' });
    const incoming = this.#keep(ScriptedCall.incoming(await this.#surroundings(), request));
    this.#tell(incoming, 'incoming', '');
    if (this.#asking) this.#asking(incoming);
    else this.#unasked.push(incoming);
    this.#asking = undefined;
    this.whenCalled(incoming);
  }

  /** A request of no call that there is: OPTIONS as a proxy sends to keep a way open, or one that came too late. */
  #stray(request: SipMessage): void {
    const [status, reason] = request.method === 'OPTIONS' ? [200, 'OK'] : [481, 'Call Does Not Exist'];
    this.#transport.respond(request, { status, reason, toTag: 'none' });
  }

  async #surroundings() {
    const [address = ''] = this.#transport.address.split(':');
    const [first, last] = this.#rtpPorts;
    const port = first + ((this.#nextRtp++ * 2) % (last - first + 1)); // even, RFC 3550 §11
    const { user, domain, password, toneHz } = this.#options;
    return {
      transport: this.#transport,
      voice: await Voice.open(address, port, toneHz),
      user,
      aor: `sip:${user}@${domain}`,
      password,
      tell: (call: ScriptedCall, type: PhoneEventType, detail: string) => this.#tell(call, type, detail),
    };
  }

  #keep(call: ScriptedCall): ScriptedCall {
    this.#byCallId.set(call.callId, call);
    return call;
  }

  #tell(call: ScriptedCall, type: PhoneEventType, detail: string): void {
    const from = (call.invite && headerValues(call.invite, 'from')[0]) ?? '';
    const [, peerName = '', peer = ''] = /^\s*"?([^"<]*?)"?\s*<?(sips?:[^>;]+)/.exec(from) ?? [];
    this.record({ at: now(), type, callId: call.callId, peer, peerName, detail });
  }

  /** @param seconds - 0 ends it, so that nobody calls a phone that has gone. */
  async #register(seconds: number): Promise<void> {
    const { user, domain, password = '' } = this.#options;
    const [uri, address] = [`sip:${domain}`, `<sip:${user}@${domain}>`];
    const contact: Header = ['Contact', `<sip:${user}@${this.sipAddress}>`];
    const attempt = (proof: readonly Header[]) =>
      this.#transport.request({
        method: 'REGISTER',
        uri,
        callId: `register-${this.sipAddress}`,
        cseq: ++this.#registrations,
        from: `${address};tag=${user.replace('+', '')}`,
        to: address,
        headers: [contact, ['Expires', String(seconds)], ...proof],
      });
    let response = await attempt([]);
    if (response.status === 401) {
      const challenge = headerValues(response, 'www-authenticate')[0] ?? '';
      const credentials = { user, password, method: 'REGISTER', uri };
      response = await attempt([['Authorization', authorization(challenge, credentials)]]);
    }
    if (response.status !== 200) throw new RegistrationFailed(user, `${response.status} ${response.reason}`);
  }
}
