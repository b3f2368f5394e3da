import { setTimeout as pause } from 'node:timers/promises';
import { type Ends, placeCall } from '../load/calls.ts';
import { Tally } from '../load/offered-rate.ts';
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
const pressOnce = async (ends: Ends, desk: Desk): Promise<Sample> => {
  const { transferee, transferor } = await placeCall(ends, desk, measured);
  try {
    await pause(TALK_MS + Math.random() * SPREAD_MS);
    const music = within(transferee.stream.hears('network'), 'the transferee hears no music');
    await Promise.all([music, transferor.stream.press('*')]);
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

/** Presses `*` in one call after the other, never in two at a time. */
export const pressOneByOne = async (ends: Ends, desks: readonly Desk[], times: number) => {
  const tally = new Tally<Sample>();
  let failedInARow = 0;
  for (let pressed = 0; pressed < times && failedInARow < HOPELESS; pressed++) {
    const pressedWell = await tally.count(pressOnce(ends, desks[pressed % desks.length] as Desk));
    failedInARow = pressedWell ? 0 : failedInARow + 1;
  }
  return tally.outcome();
};
