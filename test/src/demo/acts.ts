import { now } from '../clock.ts';
import { music, type Sound } from '../ears/sounds.ts';
import { expectNever, expectOnly, longestGapMs } from '../expect.ts';
import type { Phone } from '../phone/phone.ts';
import type { Actor } from './actor.ts';
import type { Checks } from './checks.ts';
import type { Stage } from './stage.ts';

/** The three parties of one transfer. */
export interface Cast {
  transferee: Actor;
  transferor: Actor;
  target: Actor;
}

const lookMs = 2_000; // so long each scene is left standing for the onlooker

/** One transfer on the stage: deeds are noted, switches measured, promises checked. */
export class Act {
  readonly #cast: Cast;
  readonly #stage: Stage;
  readonly #checks: Checks;

  constructor(cast: Cast, stage: Stage, checks: Checks) {
    this.#cast = cast;
    this.#stage = stage;
    this.#checks = checks;
  }

  /** The transferee calls and is answered. */
  async call(number: string): Promise<void> {
    const { transferee, transferor } = this.#cast;
    this.#stage.note(now(), `${transferee.name} calls ${number}`);
    await transferee.phone.dial(number);
    await transferor.phone.waitFor('incoming');
    await this.#answer(transferor, transferee);
    await this.#look();
  }

  /** Consult the target, then hang up. */
  async attended(number: string): Promise<void> {
    const { transferee, transferor, target } = this.#cast;
    const began = await this.#start('*');
    await transferor.phone.waitToHear('dial-tone', { since: began });
    await this.#enter(number);
    await transferor.phone.waitToHear('ringback', { withinMs: 8_000 });
    await this.#answer(target, transferor);
    await this.#look();
    await this.#checks.check(`${transferee.name} heard music and no word of the consultation`, () =>
      expectOnly(transferee.phone, began + longestGapMs, music),
    );
    const hungUp = await this.#hangUp(transferor);
    await this.#joined(hungUp, `${transferor.name} hangs up`);
    await this.#checks.check(`${transferee.name} never heard ${transferor.name} again`, () =>
      expectNever(transferee.phone, began + longestGapMs, transferor.phone.tone),
    );
  }

  /** Dial the target and be let go. */
  async blind(number: string): Promise<void> {
    const { transferee, transferor, target } = this.#cast;
    const began = await this.#start('##');
    await transferor.phone.waitToHear('dial-tone', { since: began });
    await this.#enter(number);
    const { at } = await transferor.phone.waitFor('closed');
    this.#stage.note(at, `the network lets ${transferor.name} go`);
    await this.#look();
    await this.#checks.check(`${transferee.name} heard music until the answer`, () =>
      expectOnly(transferee.phone, began + longestGapMs, music),
    );
    this.#stage.note(now(), `${target.name} answers`);
    await target.phone.answer();
    await target.phone.waitFor('answered');
    await this.#joined(this.#sent(target.phone, 200), `${target.name} answers`);
  }

  async #start(code: string): Promise<number> {
    const { transferee, transferor } = this.#cast;
    const began = (await transferor.phone.press(code)).at(-1)?.at ?? now();
    this.#stage.note(began, `${transferor.name} presses ${code}`);
    await this.#measure(`${code}: ${transferee.name} hears music`, began, [[transferee.phone, music]]);
    return began;
  }

  async #enter(number: string): Promise<void> {
    const { transferor, target } = this.#cast;
    const keys = await transferor.phone.press(`${number}#`);
    this.#stage.note(keys[0]?.at ?? now(), `${transferor.name} presses ${number}#`);
    const { at } = await target.phone.waitFor('incoming');
    this.#stage.note(at, `${target.name}'s phone rings`);
  }

  async #answer(called: Actor, caller: Actor): Promise<void> {
    this.#stage.note(now(), `${called.name} answers`);
    await called.phone.answer();
    await called.phone.waitFor('answered');
    await this.#measure(`${called.name} answers: the two hear each other`, this.#sent(called.phone, 200), [
      [called.phone, caller.phone.tone],
      [caller.phone, called.phone.tone],
    ]);
  }

  async #hangUp({ name, phone }: Actor): Promise<number> {
    const { callId } = phone;
    const pressed = now();
    await phone.hangUp();
    await phone.waitFor('closed');
    const bye = phone.sip().findLast((m) => m.method === 'BYE' && m.status === 0 && m.callId === callId);
    const at = bye?.at ?? pressed;
    this.#stage.note(at, `${name} hangs up`);
    return at;
  }

  async #joined(since: number, what: string): Promise<void> {
    const { transferee, target } = this.#cast;
    await this.#measure(`${what}: ${transferee.name} and ${target.name} hear each other`, since, [
      [transferee.phone, target.phone.tone],
      [target.phone, transferee.phone.tone],
    ]);
    await this.#look();
  }

  /** How long until the last of these phones hears what it should. */
  async #measure(what: string, since: number, expected: readonly (readonly [Phone, Sound])[]): Promise<void> {
    const heard = await Promise.all(expected.map(([phone, sound]) => phone.waitToHear(sound, { since })));
    const tookMs = Math.max(...heard.map(({ from }) => from - since));
    await this.#checks.switched(what, tookMs, longestGapMs);
  }

  /** When the phone last sent a response with this status. */
  #sent(phone: Phone, status: number): number {
    const response = phone.sip().findLast((m) => m.from === phone.sipAddress && m.status === status);
    return response?.at ?? now();
  }

  #look(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}
