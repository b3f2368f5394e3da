import { setTimeout as pause } from 'node:timers/promises';
import type { Audio } from '../media/audio.ts';
import type { Leg } from '../sip/leg.ts';
import type { Desk } from '../tenant.ts';
import { within } from '../within.ts';
import { type Ends, type PlainCall, placeCall, talk } from './calls.ts';

/** What a completed transfer tells. */
export interface Transferred {
  /** Milliseconds that the transferee listened to hold music. */
  readonly musicMs: number;
}

/**
 * A whole attended transfer, from the customer's INVITE to the last BYE. Every step is heard, not assumed: the
 * customer hears music, the transferor the target, and in the end customer and target each other.
 *
 * @param consultation - Ends when the transferor shall hang up.
 * @throws {StepMissed} The first step that did not happen. All legs are hung up then.
 */
export const attendedTransfer = async (
  ends: Ends,
  desk: Desk,
  audio: Audio,
  consultation: () => Promise<unknown> = () => pause(talk.consulting),
): Promise<Transferred> => {
  const call = await placeCall(ends, desk, audio);
  const opened = [call.transferee, call.transferor];
  try {
    await pause(talk.before);
    const musicFrom = await pressCode(call);
    const target = await reachTarget(ends, call, desk, audio);
    opened.push(target);
    await consultation();
    const musicMs = await complete(call, target, musicFrom);
    await pause(talk.after);
    await end(call, target);
    return { musicMs };
  } finally {
    ends.phones.forget(desk.target);
    await Promise.allSettled(opened.map((leg) => leg.hangUp()));
  }
};

/** @returns When the music began, by performance.now(). */
const pressCode = async ({ transferee, transferor }: PlainCall): Promise<number> => {
  const music = transferee.stream.hears('network');
  const pressed = transferor.stream.press('*');
  await within(music, 'the transferee hears no music');
  const since = performance.now();
  await pressed;
  return since;
};

const reachTarget = async (
  { phones }: Ends,
  { transferor }: PlainCall,
  { target }: Desk,
  audio: Audio,
): Promise<Leg> => {
  await pause(talk.thinking);
  const rings = within(phones.nextCall(target, 'target', audio), 'the target does not ring');
  const [leg] = await Promise.all([rings, transferor.stream.press(`${target}#`)]);
  await pause(talk.ringing);
  await within(leg.answer(), 'the answer of the target is not acknowledged');
  const heard = [transferor.stream.hears('target'), leg.stream.hears('transferor')];
  await within(Promise.all(heard), 'transferor and target do not hear each other');
  return leg;
};

/** @returns Milliseconds of music. */
const complete = async (
  { transferee, transferor }: PlainCall,
  target: Leg,
  musicFrom: number,
): Promise<number> => {
  const heard = [transferee.stream.hears('target'), target.stream.hears('transferee')];
  await transferor.hangUp();
  await within(Promise.all(heard), 'customer and target do not hear each other');
  return performance.now() - musicFrom;
};

const end = async ({ transferee }: PlainCall, target: Leg): Promise<void> => {
  await transferee.hangUp();
  await within(target.ended, 'the target gets no BYE');
};
