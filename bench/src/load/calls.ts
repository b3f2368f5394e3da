import { setTimeout as pause } from 'node:timers/promises';
import type { Audio } from '../media/audio.ts';
import type { Leg } from '../sip/leg.ts';
import type { UserAgent } from '../sip/user-agent.ts';
import type { Desk } from '../tenant.ts';
import { within } from '../within.ts';

/** The two ends of the network: the trunk's far side, where customers are, and the tenant's phones. */
export interface Ends {
  readonly carrier: UserAgent;
  readonly phones: UserAgent;
}

/** How long people talk, milliseconds. */
export const talk = {
  before: 1_000,
  /** Between the code and the first digit of the number. */
  thinking: 200,
  ringing: 300,
  consulting: 2_500,
  after: 1_000,
} as const;

/** A customer and the employee who took his call, talking. */
export interface PlainCall {
  readonly transferee: Leg;
  readonly transferor: Leg;
}

const CUSTOMER = '+48600100200';

/**
 * A customer calls a DID and it is answered.
 *
 * @returns When each has heard the other.
 * @throws {StepMissed}
 */
export const placeCall = async (
  { carrier, phones }: Ends,
  { did }: Desk,
  audio: Audio,
): Promise<PlainCall> => {
  const transferee = await carrier.dial(CUSTOMER, did, 'transferee', audio);
  const answer = async (): Promise<Leg> => {
    const leg = await within(
      phones.nextCall(transferee.callId, 'transferor', audio),
      'the transferor does not ring',
    );
    await within(leg.answer(), 'the answer of the transferor is not acknowledged');
    return leg;
  };
  try {
    const [transferor] = await Promise.all([answer(), transferee.connect()]);
    const heard = [transferee.stream.hears('transferor'), transferor.stream.hears('transferee')];
    await within(Promise.all(heard), 'customer and transferor do not hear each other');
    return { transferee, transferor };
  } catch (error) {
    phones.forget(transferee.callId);
    await transferee.hangUp();
    throw error;
  }
};

/** A call without a transfer that lasts as long as one with. @throws {StepMissed} */
export const plainCall = async (ends: Ends, desk: Desk, audio: Audio): Promise<undefined> => {
  const { transferee, transferor } = await placeCall(ends, desk, audio);
  await pause(Object.values(talk).reduce((sum, ms) => sum + ms, 0) + PRESSING_MS);
  await transferee.hangUp();
  await within(transferor.ended, 'the transferor gets no BYE');
};

/** What it takes to press code, extension and terminator. */
const PRESSING_MS = 1_200;
