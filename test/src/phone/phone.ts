import assert from 'node:assert/strict';
import path from 'node:path';
import { addressOfRecord, type BaresipAccount } from '../baresip/config.ts';
import { Baresip, type BaresipEvent, CommandFailed } from '../baresip/process.ts';
import { nextPlace } from '../ports.ts';
import { replacesOf } from './dialog.ts';
import { Handset, type PhoneSurroundings } from './handset.ts';
import { RegistrationFailed } from './registration.ts';
import { translate } from './translate.ts';

/** A phone to be started. */
export interface PhoneOptions extends PhoneSurroundings {
  user: string;
  domain: string;
  /** Digest password; without one the phone does not register. */
  password?: string;
  /** `host:port` of the SIP proxy. */
  proxy?: string;
  /** Default `udp`. */
  transport?: 'udp' | 'tcp';
  /** The phone's own IP address. Default 10.99.0.1. */
  address?: string;
  /** The tone that it sends all the time in a call, in Hz: one of 500, 600, … 2,000. */
  toneHz: number;
  /** How it sends digits. Default `rfc4733`. */
  dtmf?: 'rfc4733' | 'info';
  /** Answers incoming calls at once. Default false. */
  autoAnswer?: boolean;
}

const registerWithinMs = 5_000;
/** Here `sndcode` complains and stops, before it lets go of the key that came first. */
const notAKey = 'x';

/** A softphone that a test operates: baresip, with keys, hook and ear. */
export class Phone extends Handset {
  readonly #baresip: Baresip;
  readonly #aor: string;
  readonly #dtmf: BaresipAccount['dtmf'];

  private constructor(baresip: Baresip, account: BaresipAccount, surroundings: PhoneSurroundings) {
    const { address, sipPort, rtpPorts } = baresip.place;
    super(
      { user: account.user, toneHz: account.toneHz, sipAddress: `${address}:${sipPort}`, rtpPorts },
      surroundings,
    );
    this.#baresip = baresip;
    this.#aor = addressOfRecord(account);
    this.#dtmf = account.dtmf;
    baresip.on('event', this.#onEvent);
  }

  /**
   * Start a phone and, if it has a password, register it.
   *
   * @throws {RegistrationFailed} Carries the SIP status.
   */
  static async start(options: PhoneOptions): Promise<Phone> {
    const place = nextPlace(options.address ?? '10.99.0.1');
    const baresip = await Baresip.start(place, path.join(options.dir, `${options.user}-${place.sipPort}`));
    const account: BaresipAccount = {
      user: options.user,
      domain: options.domain,
      password: options.password,
      proxy: options.proxy,
      transport: options.transport ?? 'udp',
      toneHz: options.toneHz,
      dtmf: options.dtmf ?? 'rfc4733',
      autoAnswer: options.autoAnswer ?? false,
    };
    const phone = new Phone(baresip, account, options);
    try {
      await baresip.addAccount(account);
      if (options.password) await phone.#registered();
      return phone;
    } catch (error) {
      await phone.stop();
      throw error;
    }
  }

  /** Process id of its baresip. */
  get pid(): number {
    return this.#baresip.pid;
  }

  async dial(target: string): Promise<void> {
    await this.#baresip.command('dial', `${target} 0`);
  }

  async answer(callId?: string): Promise<void> {
    await this.#baresip.command('accept', this.callOf('answer', callId));
  }

  /** With 486 Busy Here: baresip knows no other status. */
  async reject(callId?: string): Promise<void> {
    await this.#baresip.command('hangup', this.callOf('reject', callId));
  }

  async hangUp(callId?: string): Promise<void> {
    await this.#baresip.command('hangup', this.callOf('hang up', callId));
  }

  async hold(callId?: string): Promise<void> {
    await this.#baresip.command('hold', this.callOf('hold', callId));
  }

  async resume(callId?: string): Promise<void> {
    await this.#baresip.command('resume', this.callOf('resume', callId)).catch((error: unknown) => {
      // baresip 1.1 first holds the call in progress, complains that there is none, and resumes all the same
      if (!(error instanceof CommandFailed)) throw error;
    });
  }

  /** Press the transfer key: a blind transfer by REFER (RFC 5589 §6), of the newest call if none is named. */
  async transfer(target: string, callId?: string): Promise<void> {
    await this.#refer(`<${target}>`, this.callOf('transfer', callId));
  }

  /**
   * Connect two calls of this phone's by REFER with Replaces (RFC 5589 §7), as its key for attended transfers does.
   *
   * @param callId - Of the transferee.
   * @param consultation - Call-ID of the call with the target.
   * @param target - SIP URI of the target.
   */
  async connectCalls(callId: string, consultation: string, target: string): Promise<void> {
    const replaces = replacesOf(this.sip(), consultation, this.sipAddress);
    await this.#refer(`<${target}?Replaces=${encodeURIComponent(replaces)}>`, callId);
  }

  /**
   * Refuse all calls with 480 Temporarily Unavailable, or take them again.
   */
  async doNotDisturb(on: boolean): Promise<void> {
    await this.#baresip.command('dnd', String(on));
  }

  override async stop(): Promise<void> {
    await this.#baresip.stop();
    this.#baresip.off('event', this.#onEvent);
    await super.stop();
  }

  /** End its process at once, as a phone that loses power. */
  kill(): void {
    process.kill(this.pid, 'SIGKILL');
  }

  /**
   * Down, and up when its first packet is out. `sndcode` with a key queues both at once, and baresip's queue has no lock: where its audio thread takes the first in
   * the instant in which the second comes, the first is back in the queue, and the key goes out twice (libre's telev_send and telev_poll).
   */
  protected override async pressKey(key: string, callId: string): Promise<void> {
    const sendCode = async (keys?: string) => {
      await this.#baresip.command('callfind', callId);
      await this.#baresip.command('sndcode', keys);
    };
    if (this.#dtmf === 'info') return sendCode(key);
    await this.keyDown(key, () => assert.rejects(sendCode(`${key}${notAKey}`), /refused "sndcode/));
    await sendCode();
  }

  async #refer(referTo: string, callId: string): Promise<void> {
    await this.#baresip.command('callfind', callId);
    await this.#baresip.command('transfer', referTo);
  }

  readonly #onEvent = (raw: BaresipEvent): void => {
    if (raw.accountaor !== this.#aor) return;
    const event = translate(raw);
    if (event) this.record(event);
  };

  async #registered(): Promise<void> {
    const event = await this.waitForAny(['registered', 'registration-failed'], registerWithinMs);
    if (event.type !== 'registered') throw new RegistrationFailed(this.user, event.detail);
  }
}
