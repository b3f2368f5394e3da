import { Carrier, type MobileOptions } from './carrier.ts';
import { now } from './clock.ts';
import { printTimeline } from './ears/ear.ts';
import { loadRecordings } from './ears/recordings.ts';
import type { SipLog } from './network/sip-log.ts';
import { Tap } from './network/tap.ts';
import { Phone, type PhoneOptions, type PhoneSurroundings } from './phone/phone.ts';

/** Where the demo tenant is reached (docs: the local contract). */
export const demo = {
  proxy: '10.99.0.1:5060',
  domain: 'demo.test',
  passwordOf: (user: string) => `demo-${user}`,
};

/** What can be chosen about a laboratory. */
export interface LabOptions {
  /** Directory of the recordings that the stack plays. */
  audioDir: string;
  /** Directory for the phones' configurations and logs. */
  dir: string;
}

const firstToneHz = 500;
const tones = 16;

/**
 * Phones, a carrier and an ear on the wire, for one stack. Every phone gets a tone of its own: no two that exist at
 * the same time sound alike, up to sixteen.
 */
export class Lab {
  readonly #surroundings: PhoneSurroundings;
  readonly #phones: Phone[] = [];
  #carrier: Promise<Carrier> | undefined;
  #tones = 0;
  #since = now();

  private constructor(surroundings: PhoneSurroundings) {
    this.#surroundings = surroundings;
  }

  /** @throws {Error} The wire cannot be read (no root), or a recording is no WAV file of 8,000 Hz. */
  static async open({ audioDir, dir }: LabOptions): Promise<Lab> {
    const [tap, recordings] = await Promise.all([Tap.start(), loadRecordings(audioDir)]);
    return new Lab({ tap, recordings, dir });
  }

  get sip(): SipLog {
    return this.#surroundings.tap.sip;
  }

  /** When the scene began, milliseconds since 1970. */
  get since(): number {
    return this.#since;
  }

  /** Start a phone of the demo tenant: account, extension and user are one. */
  async phone(user: string, options: Partial<PhoneOptions> = {}): Promise<Phone> {
    const phone = await Phone.start({
      ...this.#surroundings,
      user,
      domain: demo.domain,
      password: demo.passwordOf(user),
      proxy: demo.proxy,
      toneHz: this.#nextTone(),
      ...options,
    });
    this.#phones.push(phone);
    return phone;
  }

  /** Several phones at once. */
  phones<const Users extends readonly string[]>(...users: Users): Promise<{ [I in keyof Users]: Phone }> {
    const started = Promise.all(users.map((user) => this.phone(user)));
    return started as Promise<{ [I in keyof Users]: Phone }>;
  }

  /** The carrier; it starts when it is first needed, and stays. */
  async carrier(): Promise<Carrier> {
    this.#carrier ??= Carrier.start(this.#surroundings);
    return this.#carrier;
  }

  /** A mobile of the carrier. */
  async mobile(number: string, options: Partial<MobileOptions> = {}): Promise<Phone> {
    const carrier = await this.carrier();
    const mobile = await carrier.mobile(number, { toneHz: this.#nextTone(), ...options });
    this.#phones.push(mobile);
    return mobile;
  }

  /** What every phone of the scene did and heard, for a person to read. */
  story(): string {
    const chapters = this.#phones.map((phone) => {
      const events = phone.events.map(
        (e) => `  ${Math.round(e.at - this.#since)} ms: ${e.type} ${e.peer} ${e.detail}`,
      );
      const heard = printTimeline(phone.hears(this.#since), this.#since);
      const keys = `pressed "${phone.pressed.text()}", received "${phone.received.text()}"`;
      return `${phone.user} (${phone.tone}) ${keys}\n${events.join('\n')}\n heard\n${heard}`;
    });
    return chapters.join('\n');
  }

  /** Stop the phones of a scene; the next one begins. */
  async clear(): Promise<void> {
    await Promise.all(this.#phones.splice(0).map((phone) => phone.stop()));
    this.#tones = 0;
    this.#since = now();
  }

  /** Stop everything. */
  async close(): Promise<void> {
    await this.clear();
    await (await this.#carrier)?.stop();
    await this.leave();
  }

  /** Stop listening; the carrier and the phones that there are stay. */
  async leave(): Promise<void> {
    await this.#surroundings.tap.stop();
  }

  #nextTone(): number {
    return firstToneHz + 100 * (this.#tones++ % tones);
  }
}
