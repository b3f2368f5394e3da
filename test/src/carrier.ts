import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { probeSip } from './network/probe.ts';
import type { PhoneSurroundings } from './phone/handset.ts';
import { Phone } from './phone/phone.ts';
import { ScriptedPhone } from './scripted/scripted-phone.ts';

/** A far network: where it is and where the trunk's near end is. */
export interface CarrierOptions extends PhoneSurroundings {
  /** IP address of the trunk's far end; it listens on port 5060 UDP. Default 10.99.0.2. */
  address?: string;
  /** `host:port` of the trunk's near end. Default 10.99.0.1:5060. */
  nearEnd?: string;
  /** Of its directory and log. Default `carrier`. */
  name?: string;
  /** What the trunk must show to call in here (RFC 3261 §22.3). Default: nothing. */
  credentials?: { user: string; password: string };
}

/** A mobile's properties. */
export interface MobileOptions {
  /** The tone that it sends, in Hz. */
  toneHz: number;
  /** Answers at once. Default false. */
  autoAnswer?: boolean;
  /** How it sends digits. Default `rfc4733`. */
  dtmf?: 'rfc4733' | 'info';
}

const configuration = fileURLToPath(new URL('../../carrier/kamailio.cfg', import.meta.url));
const startAttempts = 50;

/**
 * A simulated carrier: a small Kamailio at the trunk's far end that neither registers nor authenticates there, and
 * mobiles, which are phones registered with it. See `carrier/kamailio.cfg`.
 */
export class Carrier {
  readonly #switch: ChildProcess;
  readonly #options: CarrierOptions;
  readonly #address: string;

  private constructor(child: ChildProcess, options: CarrierOptions, address: string) {
    this.#switch = child;
    this.#options = options;
    this.#address = address;
  }

  /** @throws {Error} The switch ended at its start; the reason is in `carrier/kamailio.log`. */
  static async start(options: CarrierOptions): Promise<Carrier> {
    const { address = '10.99.0.2', nearEnd = '10.99.0.1:5060', name = 'carrier', credentials } = options;
    const dir = path.join(options.dir, name);
    await mkdir(dir, { recursive: true });
    const [host, port] = nearEnd.split(':');
    const values = [`CARRIER=udp:${address}:5060`, `NEAR_HOST="${host}"`, `NEAR_PORT=${port}`];
    if (credentials)
      values.push(`TRUNK_USER="${credentials.user}"`, `TRUNK_PASSWORD="${credentials.password}"`);
    const definitions = values.flatMap((value) => ['-A', value]);
    const memory = ['-m', '16', '-M', '4']; // megabytes
    const child = spawn(
      'kamailio',
      ['-DD', '-E', '-f', configuration, '-Y', dir, ...memory, ...definitions],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    child.stderr.pipe(createWriteStream(path.join(dir, 'kamailio.log')));
    const carrier = new Carrier(child, options, address);
    await carrier.#ready();
    return carrier;
  }

  /** A number of the carrier that answers every call with this status, 300 to 699. */
  static refusing(sipStatus: number): string {
    return `+48600900${sipStatus}`;
  }

  /** The subscriber with this public number (E.164 with `+`). */
  mobile(number: string, options: MobileOptions): Promise<Phone> {
    return Phone.start({ ...this.#subscriber(number), ...options });
  }

  /** A subscriber that does exactly what a test says. @param toneHz - Hz. */
  scriptedMobile(number: string, toneHz: number): Promise<ScriptedPhone> {
    return ScriptedPhone.start({ ...this.#subscriber(number), toneHz });
  }

  /** Stop the switch; the mobiles are stopped like any phone. */
  async stop(): Promise<void> {
    if (this.#switch.exitCode !== null) return;
    const exited = once(this.#switch, 'exit');
    this.#switch.kill('SIGTERM');
    await exited;
  }

  #subscriber(number: string) {
    return {
      ...this.#options,
      user: number,
      domain: 'carrier.test',
      password: 'none', // the carrier asks for none, but a phone without one does not register
      proxy: `${this.#address}:5060`,
      address: this.#address,
    };
  }

  /** The switch answers OPTIONS once it serves; a phone's first REGISTER would wait half a second for a repeat. */
  async #ready(): Promise<void> {
    for (let attempt = 0; attempt < startAttempts; attempt++) {
      if (this.#switch.exitCode !== null)
        throw new Error('the carrier ended at its start, see carrier/kamailio.log');
      if (await probeSip(this.#address, 5060, 100)) return;
    }
    throw new Error('the carrier does not answer OPTIONS');
  }
}
