import assert from 'node:assert/strict';
import { now } from './clock.ts';
import { music, type Sound } from './ears/sounds.ts';
import type { Segment } from './ears/timeline.ts';
import { expectTalk, longestGapMs } from './expect.ts';
import { hangUpIsKnown } from './known.ts';
import type { Lab } from './lab.ts';
import type { Handset } from './phone/handset.ts';
import type { Cast, Site } from './sites.ts';

/** Call a number, let the phone there answer, and both hear each other. */
export const callAndTalk = async (caller: Handset, number: string, callee: Handset): Promise<void> => {
  await caller.dial(number);
  await callee.waitFor('incoming');
  await callee.answer();
  await Promise.all([caller.waitFor('answered'), callee.waitFor('answered')]);
  await expectTalk(caller, callee);
};

/** The parties of a transfer at a site, and the first two talk. */
export const castThatTalks = async (lab: Lab, site: Site): Promise<Cast> => {
  const cast = await site.cast(lab);
  await callAndTalk(cast.transferee, site.number, cast.transferor);
  return cast;
};

/** Press keys that start a transfer; the transferee is on music. @returns when the last one left the phone. */
export const begin = async (
  { transferor, transferee }: Pick<Cast, 'transferor' | 'transferee'>,
  code: string,
): Promise<number> => {
  const pressed = await pressLast(transferor, code);
  await transferee.waitToHear(music, { since: pressed });
  return pressed;
};

/** Start an attended transfer and enter the target's number; it rings. @returns when the start code was pressed. */
export const ringTarget = async (cast: Cast, { attended, terminator }: Site): Promise<number> => {
  const started = await begin(cast, attended);
  await cast.transferor.press(`103${terminator}`);
  await cast.target.waitFor('incoming');
  return started;
};

/** As `ringTarget`; the target answers, and talks with the transferor. */
export const consultTarget = async (cast: Cast, site: Site): Promise<number> => {
  const started = await ringTarget(cast, site);
  await cast.target.answer();
  await expectTalk(cast.transferor, cast.target);
  return started;
};

/**
 * Press a code that starts a transfer; the transferee is on music soon.
 *
 * @returns When the code's last key left the phone.
 */
export const startTransfer = async (
  transferor: Handset,
  code: '*' | '##',
  transferee: Handset,
): Promise<number> => {
  const pressed = await pressLast(transferor, code);
  await expectSoon(transferee, music, pressed);
  return pressed;
};

/** Press keys. @returns when the last one left the phone. */
export const pressLast = async (phone: Handset, keys: string): Promise<number> => {
  const last = (await phone.press(keys)).at(-1);
  assert.ok(last, 'no key was pressed');
  return last.at;
};

/** Enter a number with its terminator, and wait for the phone there to ring. */
export const dialTarget = async (transferor: Handset, number: string, target: Handset): Promise<void> => {
  await transferor.press(`${number}#`);
  await target.waitFor('incoming');
};

/** From a talk between the first two: `*`, number, answer. Transferor and target talk. */
export const consult = async (
  transferor: Handset,
  transferee: Handset,
  number: string,
  target: Handset,
): Promise<void> => {
  await startTransfer(transferor, '*', transferee);
  await dialTarget(transferor, number, target);
  await target.answer();
  await expectTalk(transferor, target);
};

/** As `consult`, just after a return: a `*` alone waits for a second one, so the number's first digit follows at once. */
export const consultAgain = async (
  transferor: Handset,
  transferee: Handset,
  number: string,
  target: Handset,
): Promise<void> => {
  const started = await pressLast(transferor, `*${number.slice(0, 1)}`);
  await expectSoon(transferee, music, started);
  await dialTarget(transferor, number.slice(1), target);
  await target.answer();
  await expectTalk(transferor, target);
};

/** An attended transfer to its end: the transferor hangs up, the others hear each other soon. */
export const transferTo = async (
  transferor: Handset,
  transferee: Handset,
  number: string,
  target: Handset,
): Promise<void> => {
  await consult(transferor, transferee, number, target);
  const hungUp = await timeOf(() => transferor.hangUp());
  await expectSwitch(hungUp, transferee, target);
  await transferor.waitFor('closed');
};

/**
 * Hang up as one of three, and wait until that is known: what another one does next comes after it. What the phone has told until then does not count
 * any more: should it ring again, that is news.
 */
export const leave = async (phone: Handset): Promise<void> => {
  await phone.hangUp();
  await phone.waitFor('closed');
  phone.forgetEvents();
  await hangUpIsKnown();
};

/** After something happened, these phones hear each other within the time that a switch may take. */
export const expectSwitch = async (since: number, one: Handset, other: Handset): Promise<void> => {
  await Promise.all([expectSoon(one, other.tone, since), expectSoon(other, one.tone, since)]);
};

/** It is heard, and begins within the time that a switch may take. */
export const expectSoon = async (phone: Handset, sound: Sound, since: number): Promise<void> => {
  const { from }: Segment = await phone.waitToHear(sound, { since });
  const took = Math.round(from - since);
  assert.ok(took <= longestGapMs, `${phone.user} heard ${sound} after ${took} ms, more than ${longestGapMs}`);
};

/** Do something. @returns the time just before it. */
export const timeOf = async (act: () => Promise<void>): Promise<number> => {
  const began = now();
  await act();
  return began;
};
