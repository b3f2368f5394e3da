import path from 'node:path';
import { addressOfRecord, type BaresipAccount } from '../baresip/config.ts';
import { Baresip, type BaresipEvent, CommandFailed } from '../baresip/process.ts';
import { DeadlineExceeded, now } from '../clock.ts';
import { Ear, type HearingOptions } from '../ears/ear.ts';
import type { Library } from '../ears/library.ts';
import { type Sound, tone } from '../ears/sounds.ts';
import type { Segment } from '../ears/timeline.ts';
import { headerValues, type SipMessage } from '../network/sip-message.ts';
import type { SeenRtp, Tap } from '../network/tap.ts';
import { nextPlace } from '../ports.ts';
import { type Digit, DigitLog } from './digits.ts';
import { EventLog, type PhoneEvent, type PhoneEventType } from './event-log.ts';
import { translate } from './translate.ts';

/** What phones need of the place where they run. */
export interface PhoneSurroundings {
  tap: Tap;
  recordings: Library;
  /** Directory for configuration and logs. */
  dir: string;
}

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

/** The registrar refused, or did not answer. */
export class RegistrationFailed extends Error {
  readonly code = 'REGISTRATION_FAILED';
  /** 0 where there was no response. */
  readonly sipStatus: number;

  constructor(user: string, detail: string) {
    super(`${user} could not register: ${detail}`);
    this.sipStatus = Number(/\b([3-6]\d\d)\b/.exec(detail)?.[1] ?? 0);
  }
}

const registerWithinMs = 5_000;
const digitWithinMs = 2_000;

/** A softphone that a test operates: keys, hook and ear. */
export class Phone {
  readonly user: string;
  /** What others hear when they hear this phone, and nothing else. */
  readonly tone: Sound;
  /** `address:port` of its SIP socket. */
  readonly sipAddress: string;
  /** Keys that it sent, and keys that reached it. */
  readonly pressed = new DigitLog();
  readonly received = new DigitLog();
  readonly #baresip: Baresip;
  readonly #aor: string;
  readonly #tap: Tap;
  readonly #ear: Ear;
  readonly #log: EventLog;
  readonly #calls: string[] = [];
  readonly #flows = new Set<string>();
  readonly #dialogs = new Set<string>();

  private constructor(baresip: Baresip, account: BaresipAccount, { tap, recordings }: PhoneSurroundings) {
    this.user = account.user;
    this.tone = tone(account.toneHz);
    this.sipAddress = `${baresip.place.address}:${baresip.place.sipPort}`;
    this.#flows.add(this.sipAddress);
    this.#baresip = baresip;
    this.#aor = addressOfRecord(account);
    this.#tap = tap;
    this.#ear = new Ear(account.user, recordings);
    this.#log = new EventLog(account.user);
    baresip.on('event', this.#onEvent);
    tap.on('sip', this.#onSip);
    tap.on('rtp', this.#onRtp);
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

  /** Everything that happened, in order. */
  get events(): readonly PhoneEvent[] {
    return this.#log.all;
  }

  /** SIP Call-ID of the newest call that is not over; undefined without one. */
  get callId(): string | undefined {
    return this.#calls.at(-1);
  }

  /** Process id of its baresip. */
  get pid(): number {
    return this.#baresip.pid;
  }

  /** Call a number or SIP address; it is under way when this resolves. */
  async dial(target: string): Promise<void> {
    await this.#baresip.command('dial', `${target} 0`);
  }

  /** Answer the newest call. */
  async answer(): Promise<void> {
    await this.#baresip.command('accept', this.#call('answer'));
  }

  /** Reject the newest call, which rings, with 486 Busy Here (baresip knows no other status). */
  async reject(): Promise<void> {
    await this.#baresip.command('hangup', this.#call('reject'));
  }

  /** Hang up the newest call, answered or still being dialled. */
  async hangUp(): Promise<void> {
    await this.#baresip.command('hangup', this.#call('hang up'));
  }

  /** Put the far end on hold by a re-INVITE (RFC 3264 §8.4). */
  async hold(): Promise<void> {
    await this.#baresip.command('hold', this.#call('hold'));
  }

  /** End the hold, by another re-INVITE. */
  async resume(): Promise<void> {
    await this.#baresip.command('resume', this.#call('resume')).catch((error: unknown) => {
      // baresip 1.1 first holds the call in progress, complains that there is none, and resumes all the same
      if (!(error instanceof CommandFailed)) throw error;
    });
  }

  /**
   * Refuse all calls with 480 Temporarily Unavailable, or take them again.
   */
  async doNotDisturb(on: boolean): Promise<void> {
    await this.#baresip.command('dnd', String(on));
  }

  /**
   * Press keys.
   *
   * @param gapMs - Milliseconds from a key's release to the next key. Default 60.
   * @returns The digits as the wire saw them; the last one's `at` is when its first packet left the phone.
   * @throws {DeadlineExceeded} A digit did not leave the phone within two seconds.
   */
  async press(keys: string, { gapMs = 60 }: { gapMs?: number } = {}): Promise<Digit[]> {
    const before = this.pressed.all.length;
    for (const [i, key] of [...keys].entries()) {
      if (i > 0) await new Promise((resolve) => setTimeout(resolve, gapMs)); // a finger's pace
      await this.#baresip.command('callfind', this.#call('press keys'));
      await this.#baresip.command('sndcode', key);
      await this.#digitSent(before + i + 1, key);
    }
    return this.pressed.all.slice(before);
  }

  /**
   * Wait for an event; see {@link EventLog} for which one counts.
   *
   * @throws {DeadlineExceeded} Says what came instead.
   */
  waitFor(type: PhoneEventType, { withinMs = 5_000 }: { withinMs?: number } = {}): Promise<PhoneEvent> {
    return this.#log.waitFor([type], withinMs);
  }

  /**
   * Wait until exactly these digits have reached the phone since a time.
   *
   * @param since - Milliseconds since 1970.
   * @throws {DeadlineExceeded} Says which ones did.
   */
  async waitForDigits(digits: string, { since = 0, withinMs = 3_000 } = {}): Promise<void> {
    const deadline = now() + withinMs;
    while (this.received.text(since) !== digits) {
      if (now() > deadline)
        throw new DeadlineExceeded(
          `${this.user} should get the digits ${digits}, got "${this.received.text(since)}"`,
        );
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Let go of all events that nobody waited for. */
  forgetEvents(): void {
    this.#log.forget();
  }

  /** See {@link Ear.hears}. */
  hears(from: number, to: number = now()): Segment[] {
    return this.#ear.hears(from, to);
  }

  /** See {@link Ear.waitToHear}. */
  waitToHear(sound: Sound, options: HearingOptions = {}): Promise<Segment> {
    return this.#ear.waitToHear(sound, options);
  }

  /** The SIP messages that this phone sent or got. */
  sip(): SipMessage[] {
    return this.#tap.sip.messages().filter((m) => this.#isMine(m));
  }

  /** Hang up, unregister and end. */
  async stop(): Promise<void> {
    await this.#baresip.stop();
    this.#baresip.off('event', this.#onEvent);
    this.#tap.off('sip', this.#onSip);
    this.#tap.off('rtp', this.#onRtp);
  }

  /** End its process at once, as a phone that loses power. */
  kill(): void {
    process.kill(this.pid, 'SIGKILL');
  }

  readonly #onEvent = (raw: BaresipEvent): void => {
    if (raw.accountaor !== this.#aor) return;
    const event = translate(raw);
    if (!event) return;
    if (event.type === 'closed') this.#calls.splice(this.#calls.indexOf(event.callId), 1);
    else if (event.callId && !this.#calls.includes(event.callId)) this.#calls.push(event.callId);
    this.#log.record(event);
  };

  readonly #onSip = (message: SipMessage): void => {
    this.#learn(message);
    if (!this.#isMine(message)) return;
    if (this.#flows.has(message.from)) this.pressed.info(message);
    else this.received.info(message);
  };

  /** By port: baresip sends from whatever address the kernel chooses, and rtpengine answers to that one. */
  readonly #onRtp = (packet: SeenRtp): void => {
    if (this.#isMedia(packet.from)) this.pressed.rtp(packet);
    if (!this.#isMedia(packet.to)) return;
    this.received.rtp(packet);
    this.#ear.receive(packet);
  };

  #isMedia(address: string): boolean {
    const port = Number(address.slice(address.indexOf(':') + 1));
    const [first, last] = this.#baresip.place.rtpPorts;
    return port >= first && port <= last;
  }

  /**
   * Which dialogs are this phone's: those that begin with its name. Over TCP its address on the wire is not the one it
   * listens on; the Contact tells which it is.
   */
  #learn(message: SipMessage): void {
    if (message.status !== 0 || message.toTag !== '') return;
    const header = (name: string) => headerValues(message, name)[0] ?? '';
    const isFirstHop = headerValues(message, 'via').length === 1;
    if (message.transport === 'tcp' && isFirstHop && header('contact').includes(`@${this.sipAddress}`))
      this.#flows.add(message.from);
    const user = this.#flows.has(message.from) ? header('from') : message.startLine;
    if (userOf(user) === this.user) this.#dialogs.add(message.callId);
  }

  #isMine(message: SipMessage): boolean {
    return (
      this.#dialogs.has(message.callId) && (this.#flows.has(message.from) || this.#flows.has(message.to))
    );
  }

  #call(what: string): string {
    const id = this.callId;
    if (!id) throw new Error(`${this.user} has no call to ${what}`);
    return id;
  }

  async #registered(): Promise<void> {
    const event = await this.#log.waitFor(['registered', 'registration-failed'], registerWithinMs);
    if (event.type !== 'registered') throw new RegistrationFailed(this.user, event.detail);
  }

  async #digitSent(count: number, key: string): Promise<void> {
    const deadline = now() + digitWithinMs;
    while (!this.pressed.all[count - 1]?.ended) {
      if (now() > deadline) throw new DeadlineExceeded(`${this.user}: "${key}" did not leave the phone`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

/** The user part of the first SIP URI; baresip's Contact adds `-` and a number to it. */
const userOf = (text: string): string => /sips?:([^@;>]+?)(?:-0x[0-9a-f]+)?@/.exec(text)?.[1] ?? '';
