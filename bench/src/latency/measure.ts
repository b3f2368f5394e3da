import { rm } from 'node:fs/promises';
import { TELEPHONE_EVENT } from '@cordboard/test/network/telephone-event';
import { attendedTransfer } from '../load/attended-transfer.ts';
import type { Ends } from '../load/calls.ts';
import { type Outcome, Tally } from '../load/offered-rate.ts';
import { measured, talking } from '../media/audio.ts';
import { CARRIER, PHONES } from '../site.ts';
import type { Desk } from '../tenant.ts';
import { Capture } from './capture.ts';
import { type Presses, pressOneByOne } from './sampling.ts';
import { followSwitches, type Sample, type Sights, type Switch } from './switch.ts';

/** What a series of switches gave. */
export interface Latency {
  readonly switches: readonly Switch[];
  readonly calls: Outcome<Sample>;
}

const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':'));
const portOf = (address: string): string => address.slice(address.lastIndexOf(':') + 1);

/** What is captured: what the measured transferees hear and their transferors press, and the services' talk about it. */
const filter = ({ dtmfEvents, nats, mediaControl, rtpengine }: Sights): string =>
  [
    `(udp and dst host ${hostOf(CARRIER)} and dst portrange ${measured.ports.join('-')})`,
    `(udp and src host ${hostOf(PHONES)} and src portrange ${measured.ports.join('-')} and udp[9] & 0x7f = ${TELEPHONE_EVENT})`,
    `(udp dst port ${portOf(dtmfEvents)})`,
    `(udp dst port ${portOf(rtpengine)})`,
    `(tcp port ${portOf(nats)})`,
    `(tcp dst port ${portOf(mediaControl)})`,
  ].join(' or ');

/** Presses `*` some times in calls of their own and reads the times off the wire. @param file - For the capture. */
export const measureLatency = async (
  ends: Ends,
  desk: Desk,
  { presses, sights, file }: { presses: Presses; sights: Sights; file: string },
): Promise<Latency> => {
  const capture = await Capture.start(file, filter(sights));
  try {
    const calls = await pressOneByOne(ends, desk, presses);
    await capture.stop();
    const followed = await followSwitches(capture.packets(), calls.completed, sights);
    return { switches: followed.filter((one) => one !== undefined), calls };
  } finally {
    await rm(file, { force: true });
  }
};

/** Begins transfers and keeps them all in the consultation while `work` is done, then completes them. */
export const duringTransfers = async <T>(
  ends: Ends,
  desks: readonly Desk[],
  work: (inProgress: number) => Promise<T>,
): Promise<{ result: T; transfers: Outcome<unknown> }> => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const tally = new Tally<unknown>();
  let inProgress = 0;
  const background = desks.map((desk) => {
    const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
    const consultation = () => {
      inProgress += 1;
      settle();
      return released;
    };
    const ended = tally.count(attendedTransfer(ends, desk, talking, consultation)).finally(settle);
    return { settled, ended };
  });
  try {
    await Promise.all(background.map(({ settled }) => settled));
    const result = await work(inProgress);
    release();
    await Promise.all(background.map(({ ended }) => ended));
    return { result, transfers: tally.outcome() };
  } finally {
    release();
  }
};
