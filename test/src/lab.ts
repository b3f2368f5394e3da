import { Carrier, type MobileOptions } from './carrier.ts';
import { now } from './clock.ts';
import { printTimeline } from './ears/ear.ts';
import { loadRecordings } from './ears/recordings.ts';
import type { SipLog } from './network/sip-log.ts';
import { Tap } from './network/tap.ts';
import type { Handset, PhoneSurroundings } from './phone/handset.ts';
import { Phone, type PhoneOptions } from './phone/phone.ts';
import { ScriptedPhone, type ScriptedPhoneOptions } from './scripted/scripted-phone.ts';

/** Where the demo tenant is reached (docs: the local contract). */
export const demo = {
  proxy: '10.99.0.1:5060',
  domain: 'demo.test',
  /** Tenants of the tests have passwords in this manner too: account `101` of `hash.test` has `hash-101`. */
  passwordOf: (user: string, domain = 'demo.test') => `${domain.replace('.test', '')}-${user}`,
};

/** The external PBX at the end of a trunk of its own. */
export const externalPbx = {
  name: 'pbx',
  address: '10.99.0.3',
  credentials: { user: 'cordboard', password: 'trunk-password' },
};

/** What can be chosen about a laboratory. */
export interface LabOptions {
  /** Directory of the recordings that the stack plays. */
  audioDir: string;
  /** Directory for the phones' configurations and logs. */
  dir: string;
}

/** What the parts of a laboratory share. */
interface Common {
  carrier?: Promise<Carrier>;
  pbx?: Promise<Carrier>;
  /** How many phones have a tone. */
  tones: number;
}

const firstToneHz = 500;
const tones = 16;

/**
 * Phones, a carrier and an ear on the wire, for one stack. Every phone gets a tone of its own: no two that exist at
 * the same time sound alike, up to sixteen.
 */
export class Lab {
  readonly #surroundings: PhoneSurroundings;
  readonly #phones: Handset[] = [];
  readonly #common: Common;
  #since = now();

  private constructor(surroundings: PhoneSurroundings, common: Common = { tones: 0 }) {
    this.#surroundings = surroundings;
    this.#common = common;
  }

  /** @throws {Error} The wire cannot be read (no root), or a recording is no WAV file of 8,000 Hz. */
  static async open({ audioDir, dir }: LabOptions): Promise<Lab> {
    const [tap, recordings] = await Promise.all([Tap.start(), loadRecordings(audioDir)]);
    return new Lab({ tap, recordings, dir });
  }

  /** A part of the laboratory with phones of its own, for scenes that are played at the same time. */
  corner(): Lab {
    return new Lab(this.#surroundings, this.#common);
  }

  get sip(): SipLog {
    return this.#surroundings.tap.sip;
  }

  /** When the scene began, milliseconds since 1970. */
  get since(): number {
    return this.#since;
  }

  /** Start a phone, of the demo tenant unless told otherwise: account, extension and user are one. */
  async phone(user: string, options: Partial<PhoneOptions> = {}): Promise<Phone> {
    return this.#keep(await Phone.start({ ...this.#account(user, options.domain), ...options }));
  }

  /** Several phones at once. */
  phones<const Users extends readonly string[]>(...users: Users): Promise<{ [I in keyof Users]: Phone }> {
    return this.phonesOf(demo.domain, ...users);
  }

  /** Several phones of a tenant at once. */
  phonesOf<const Users extends readonly string[]>(
    domain: string,
    ...users: Users
  ): Promise<{ [I in keyof Users]: Phone }> {
    const started = Promise.all(users.map((user) => this.phone(user, { domain })));
    return started as Promise<{ [I in keyof Users]: Phone }>;
  }

  /** Start a phone that does exactly what the test says. */
  async scripted(user: string, options: Partial<ScriptedPhoneOptions> = {}): Promise<ScriptedPhone> {
    return this.#keep(await ScriptedPhone.start({ ...this.#account(user, options.domain), ...options }));
  }

  /** The carrier; it starts when it is first needed, and stays. */
  async carrier(): Promise<Carrier> {
    this.#common.carrier ??= Carrier.start(this.#surroundings);
    return this.#common.carrier;
  }

  /** A mobile of the carrier. */
  async mobile(number: string, options: Partial<MobileOptions> = {}): Promise<Phone> {
    const carrier = await this.carrier();
    return this.#keep(await carrier.mobile(number, { toneHz: this.#nextTone(), ...options }));
  }

  /** A mobile of the carrier that does exactly what the test says. */
  async scriptedMobile(number: string): Promise<ScriptedPhone> {
    const carrier = await this.carrier();
    return this.#keep(await carrier.scriptedMobile(number, this.#nextTone()));
  }

  /** An extension of the external PBX, which stays once it has been needed. It asks who calls it for a password. */
  async pbxExtension(number: string, options: Partial<MobileOptions> = {}): Promise<Phone> {
    this.#common.pbx ??= Carrier.start({ ...this.#surroundings, ...externalPbx });
    const pbx = await this.#common.pbx;
    return this.#keep(await pbx.mobile(number, { toneHz: this.#nextTone(), ...options }));
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
    this.#common.tones = 0;
    this.#since = now();
  }

  /** Stop everything. */
  async close(): Promise<void> {
    await this.clear();
    await Promise.all(
      [this.#common.carrier, this.#common.pbx].map(async (network) => (await network)?.stop()),
    );
    await this.leave();
  }

  /** Stop listening; the carrier and the phones that there are stay. */
  async leave(): Promise<void> {
    await this.#surroundings.tap.stop();
  }

  #keep<P extends Handset>(phone: P): P {
    this.#phones.push(phone);
    return phone;
  }

  #account(user: string, domain = demo.domain) {
    return {
      ...this.#surroundings,
      user,
      domain,
      password: demo.passwordOf(user, domain),
      proxy: demo.proxy,
      toneHz: this.#nextTone(),
    };
  }

  #nextTone(): number {
    return firstToneHz + 100 * (this.#common.tones++ % tones);
  }
}
