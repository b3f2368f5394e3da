import assert from 'node:assert/strict';
import { now } from '../src/clock.ts';
import { music, type Sound } from '../src/ears/sounds.ts';
import type { Segment } from '../src/ears/timeline.ts';
import { expectTalk, longestGapMs } from '../src/expect.ts';
import type { Handset } from '../src/phone/handset.ts';

/** Call a number, let the phone there answer, and both hear each other. */
export const callAndTalk = async (caller: Handset, number: string, callee: Handset): Promise<void> => {
  await caller.dial(number);
  await callee.waitFor('incoming');
  await callee.answer();
  await Promise.all([caller.waitFor('answered'), callee.waitFor('answered')]);
  await expectTalk(caller, callee);
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
