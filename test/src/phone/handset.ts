import { now, waitUntil } from '../clock.ts';
import { Ear, type HearingOptions } from '../ears/ear.ts';
import type { Library } from '../ears/library.ts';
import { type Sound, tone } from '../ears/sounds.ts';
import type { Segment } from '../ears/timeline.ts';
import { headerValues, type SipMessage } from '../network/sip-message.ts';
import type { SeenRtp, Tap } from '../network/tap.ts';
import { type Digit, DigitLog } from './digits.ts';
import { EventLog, type PhoneEvent, type PhoneEventType } from './event-log.ts';

/** What phones need of the place where they run. */
export interface PhoneSurroundings {
  tap: Tap;
  recordings: Library;
  /** Directory for configuration and logs. */
  dir: string;
}

/** Who a phone is on the wire. */
export interface PhoneIdentity {
  user: string;
  /** The tone that it sends all the time in a call, in Hz: one of 500, 600, … 2,000. */
  toneHz: number;
  /** `address:port` of its SIP socket. */
  sipAddress: string;
  /** First and last UDP port of its RTP. */
  rtpPorts: readonly [number, number];
}

const digitWithinMs = 2_000;

/** A phone as scenarios see it, whatever it is made of: what it does, what it tells, and what it hears on the wire. */
export abstract class Handset {
  readonly user: string;
  /** What others hear when they hear this phone, and nothing else. */
  readonly tone: Sound;
  readonly toneHz: number;
  /** `address:port` of its SIP socket. */
  readonly sipAddress: string;
  /** Keys that it sent, and keys that reached it. */
  readonly pressed = new DigitLog();
  readonly received = new DigitLog();
  readonly #tap: Tap;
  readonly #ear: Ear;
  readonly #log: EventLog;
  readonly #rtpPorts: readonly [number, number];
  readonly #calls: string[] = [];
  readonly #flows = new Set<string>();
  readonly #dialogs = new Set<string>();

  protected constructor(identity: PhoneIdentity, { tap, recordings }: PhoneSurroundings) {
    this.user = identity.user;
    this.toneHz = identity.toneHz;
    this.tone = tone(identity.toneHz);
    this.sipAddress = identity.sipAddress;
    this.#rtpPorts = identity.rtpPorts;
    this.#flows.add(this.sipAddress);
    this.#tap = tap;
    this.#ear = new Ear(identity.user, recordings);
    this.#log = new EventLog(identity.user);
    tap.on('sip', this.#onSip);
    tap.on('rtp', this.#onRtp);
  }

  /** Call a number or SIP address; it is under way when this resolves. */
  abstract dial(target: string): Promise<void>;

  /** Answer a call, the newest if none is named. */
  abstract answer(callId?: string): Promise<void>;

  /** Reject a call that rings, the newest if none is named, with 486 Busy Here. */
  abstract reject(callId?: string): Promise<void>;

  /** Hang up a call, answered or still being dialled; the newest if none is named. */
  abstract hangUp(callId?: string): Promise<void>;

  /** Put the far end of a call on hold by a re-INVITE (RFC 3264 §8.4). */
  abstract hold(callId?: string): Promise<void>;

  /** End the hold, by another re-INVITE. */
  abstract resume(callId?: string): Promise<void>;

  /** Everything that happened, in order. */
  get events(): readonly PhoneEvent[] {
    return this.#log.all;
  }

  /** SIP Call-IDs of the calls that are not over, the newest last. */
  get calls(): readonly string[] {
    return this.#calls;
  }

  /** SIP Call-ID of the newest call that is not over; undefined without one. */
  get callId(): string | undefined {
    return this.#calls.at(-1);
  }

  /**
   * Press keys.
   *
   * @param gapMs - Milliseconds from a key's release to the next key. Default 60.
   * @returns The digits as the wire saw them; the last one's `at` is when its first packet left the phone.
   * @throws {DeadlineExceeded} A digit did not leave the phone within two seconds.
   */
  async press(
    keys: string,
    { gapMs = 60, callId }: { gapMs?: number; callId?: string } = {},
  ): Promise<Digit[]> {
    const before = this.pressed.all.length;
    for (const [i, key] of [...keys].entries()) {
      if (i > 0) await new Promise((resolve) => setTimeout(resolve, gapMs)); // a finger's pace
      await this.pressKey(key, this.callOf('press keys', callId));
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
    await waitUntil(() => this.received.text(since) === digits, {
      withinMs,
      missing: () => `${this.user} should get the digits ${digits}, got "${this.received.text(since)}"`,
    });
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
    this.#tap.off('sip', this.#onSip);
    this.#tap.off('rtp', this.#onRtp);
  }

  /** Send one key in a call. */
  protected abstract pressKey(key: string, callId: string): Promise<void>;

  /** Do something that presses a key down, and wait until the wire has its first packet. */
  protected async keyDown(key: string, press: () => Promise<void>): Promise<void> {
    const before = this.pressed.all.length;
    await press();
    await this.#digit(before + 1, key, () => true);
  }

  /** One of these events, see {@link EventLog}. */
  protected waitForAny(types: readonly PhoneEventType[], withinMs: number): Promise<PhoneEvent> {
    return this.#log.waitFor(types, withinMs);
  }

  /** Something happened to the phone. */
  protected record(event: PhoneEvent): void {
    if (event.type === 'closed') this.#calls.splice(this.#calls.indexOf(event.callId), 1);
    else if (event.callId && !this.#calls.includes(event.callId)) this.#calls.push(event.callId);
    this.#log.record(event);
  }

  /** The call that is meant. @throws {Error} There is none to do this with. */
  protected callOf(what: string, callId = this.callId): string {
    if (!callId || !this.#calls.includes(callId)) throw new Error(`${this.user} has no call to ${what}`);
    return callId;
  }

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
    const [first, last] = this.#rtpPorts;
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

  async #digitSent(count: number, key: string): Promise<void> {
    await this.#digit(count, key, ({ ended }) => ended);
  }

  async #digit(count: number, key: string, isIt: (digit: Digit) => boolean): Promise<void> {
    const look = () => {
      const digit = this.pressed.all[count - 1];
      return digit && isIt(digit);
    };
    const missing = () => `${this.user}: "${key}" did not leave the phone`;
    await waitUntil(look, { withinMs: digitWithinMs, everyMs: 2, missing });
  }
}

/** The user part of the first SIP URI; baresip's Contact adds `-` and a number to it. */
const userOf = (text: string): string => /sips?:([^@;>]+?)(?:-0x[0-9a-f]+)?@/.exec(text)?.[1] ?? '';
