import { headerValues, type SipMessage } from '@cordboard/test/network/sip-message';
import { authorization } from '@cordboard/test/sip/digest';
import { SipTransport } from '@cordboard/test/sip/transport';
import type { Audio } from '../media/audio.ts';
import type { Pacer } from '../media/pacer.ts';
import type { Party } from '../media/speaker.ts';
import { Stream } from '../media/stream.ts';
import { StepMissed } from '../within.ts';
import { Leg } from './leg.ts';

/** Who registers where. */
export interface Account {
  readonly user: string;
  readonly password: string;
  readonly domain: string;
}

/** Seconds: longer than any benchmark. */
const REGISTERED_FOR = 3_600;

/** Many phones behind one SIP address. */
export class UserAgent {
  readonly #transport: SipTransport;
  readonly #proxy: string;
  readonly #pacer: Pacer;
  readonly #legs = new Map<string, Leg>();
  readonly #expected = new Map<string, (invite: SipMessage) => void>();
  #nextPort = 0;
  /** Calls that nobody expected. */
  strays = 0;

  private constructor(transport: SipTransport, proxy: string, pacer: Pacer) {
    this.#transport = transport;
    this.#proxy = proxy;
    this.#pacer = pacer;
    transport.onRequest = (request) => this.#receive(request);
  }

  /** @param address - `host:port` of the phones. */
  static async open(address: string, proxy: string, pacer: Pacer): Promise<UserAgent> {
    return new UserAgent(await SipTransport.open(address, proxy), proxy, pacer);
  }

  /** @throws {StepMissed} Refused. */
  async register({ user, password, domain }: Account): Promise<void> {
    const uri = `sip:${domain}`;
    const address = `<sip:${user}@${domain}>`;
    const request = {
      method: 'REGISTER',
      uri,
      callId: `register-${user}`,
      from: `${address};tag=${user}`,
      to: address,
    };
    const contact = ['Contact', `<sip:${user}@${this.#transport.address}>`] as const;
    const expires = ['Expires', String(REGISTERED_FOR)] as const;
    const challenged = await this.#transport.request({ ...request, cseq: 1, headers: [contact, expires] });
    const challenge = headerValues(challenged, 'www-authenticate')[0] ?? '';
    const proof = [
      'Authorization',
      authorization(challenge, { user, password, method: 'REGISTER', uri }),
    ] as const;
    const { status, reason } = await this.#transport.request({
      ...request,
      cseq: 2,
      headers: [contact, expires, proof],
    });
    if (status !== 200) throw new StepMissed(`account ${user} is not registered: ${status} ${reason}`);
  }

  /** Calls a number. The leg is there at once, `connect()` dials. */
  async dial(from: string, number: string, party: Party, audio: Audio): Promise<Leg> {
    const stream = await this.#openStream(party, audio);
    const leg = Leg.outgoing(this.#transport, stream, from, `sip:${number}@${this.#proxy}`);
    return this.#keep(leg);
  }

  /**
   * The next call for an account, or within a Call-ID. It rings when this returns.
   *
   * @param key - User part of the account, or Call-ID.
   */
  async nextCall(key: string, party: Party, audio: Audio): Promise<Leg> {
    const { promise, resolve } = Promise.withResolvers<SipMessage>();
    this.#expected.set(key, resolve);
    const invite = await promise;
    const stream = await this.#openStream(party, audio);
    const leg = this.#keep(Leg.incoming(this.#transport, stream, userOf(invite), invite));
    leg.ring();
    return leg;
  }

  /** Nobody waits for this call any more. */
  forget(key: string): void {
    this.#expected.delete(key);
  }

  close(): void {
    this.#transport.close();
  }

  #keep(leg: Leg): Leg {
    this.#legs.set(leg.callId, leg);
    leg.ended.then(() => this.#legs.delete(leg.callId));
    return leg;
  }

  #receive(request: SipMessage): void {
    const leg = this.#legs.get(request.callId);
    if (leg !== undefined) return leg.receive(request);
    if (request.method === 'ACK') return; // of a negative response
    if (request.method !== 'INVITE') {
      const status = request.method === 'OPTIONS' || request.method === 'CANCEL' ? 200 : 481;
      return this.#transport.respond(request, {
        status,
        reason: status === 200 ? 'OK' : 'Gone',
        toTag: 'none',
      });
    }
    const key = [request.callId, userOf(request)].find((candidate) => this.#expected.has(candidate));
    if (key !== undefined) {
      this.#transport.respond(request, { status: 100, reason: 'Trying' });
      this.#expected.get(key)?.(request);
      this.#expected.delete(key);
      return;
    }
    this.strays += 1;
    this.#transport.respond(request, { status: 486, reason: 'Busy Here', toTag: 'stray' });
  }

  #openStream(party: Party, { ports: [first, last], every }: Audio): Promise<Stream> {
    const port = first + ((this.#nextPort++ * 2) % (last - first + 2)); // even, RFC 3550 §11
    const address = this.#transport.address.split(':')[0] as string;
    return Stream.open({ address, port, party, every }, this.#pacer);
  }
}

const userOf = (request: SipMessage): string => /^[A-Z]+ sips?:([^@;]+)@/.exec(request.startLine)?.[1] ?? '';
