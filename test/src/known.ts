import { waitUntil } from './clock.ts';
import type { Handset } from './phone/handset.ts';
import { Programs } from './programs.ts';

const withinMs = 5_000;

/**
 * Wait until call-control knows that one of three has hung up: no call has three legs any more. A phone has its 200 to the BYE before; what
 * Kamailio had not passed on yet when it was killed is another matter, and found by the sweep.
 */
export const hangUpIsKnown = async (): Promise<void> => {
  using programs = new Programs();
  const isKnown = async () => {
    const { calls } = await programs.callControl.listCalls({});
    return calls.every(({ legs }) => legs.length < 3);
  };
  const missing = () => `after ${withinMs} ms a call still has three legs`;
  await waitUntil(isKnown, { withinMs, everyMs: 20, missing });
};

/** Press keys, and wait until call-control has told of all: a fact that Kamailio or NATS had not taken yet would die with it. */
export const pressKnown = async (phone: Handset, keys: string): Promise<void> => {
  using programs = new Programs();
  using watch = await programs.watchCalls();
  await phone.press(keys);
  const isDigit = ({ change }: (typeof watch.all)[number]) =>
    change?.$case === 'event' && change.value.fact?.$case === 'digitPressed';
  await watch.waitFor(`digits of ${keys}`, () => watch.all.filter(isDigit).length === keys.length);
};
