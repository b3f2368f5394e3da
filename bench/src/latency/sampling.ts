import { setTimeout as pause } from 'node:timers/promises';
import { type Ends, placeCall } from '../load/calls.ts';
import { type Outcome, Tally } from '../load/offered-rate.ts';
import { measured } from '../media/audio.ts';
import type { Desk } from '../tenant.ts';
import { within } from '../within.ts';
import type { Sample } from './switch.ts';

/** Milliseconds of talk before the code: the call has settled then. Spread, so as not to keep step with the music's packets. */
const TALK_MS = 250;
const SPREAD_MS = 100;

/**
 * One call in which `*` is pressed. It ends when there is music and the transferor has hung up.
 *
 * @throws {StepMissed}
 */
const pressOnce = async (ends: Ends, desk: Desk, intervals: number): Promise<Sample> => {
  const { transferee, transferor } = await placeCall(ends, desk, measured);
  try {
    await pause(TALK_MS + Math.random() * SPREAD_MS);
    const music = within(transferee.stream.hears('network'), 'the transferee hears no music');
    await Promise.all([music, transferor.stream.press('*', intervals)]);
    const { callId: sipCallId } = transferee;
    const sample = { sipCallId, transferor: transferor.rtpAddress, transferee: transferee.rtpAddress };
    // No number was entered, so the transferor's hang-up ends all.
    await transferor.hangUp();
    await within(transferee.ended, 'the transferee gets no BYE');
    return sample;
  } finally {
    await Promise.allSettled([transferee.hangUp(), transferor.hangUp()]);
  }
};

/** Failures in a row after which it is given up: each takes as long as its deadline. */
const HOPELESS = 3;

/** Codes that are pressed in one call after the other. */
export interface Presses {
  readonly times: number;
  /** Packet intervals for which the key is held. */
  readonly intervals: number;
}

/** Presses `*` in one call after the other, never in two at a time. */
export const pressOneByOne = async (
  ends: Ends,
  desk: Desk,
  { times, intervals }: Presses,
): Promise<Outcome<Sample>> => {
  const tally = new Tally<Sample>();
  let failedInARow = 0;
  for (let pressed = 0; pressed < times && failedInARow < HOPELESS; pressed++) {
    const done = await tally.count(pressOnce(ends, desk, intervals));
    failedInARow = done ? 0 : failedInARow + 1;
  }
  return tally.outcome();
};
