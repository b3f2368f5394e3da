import type { Latency } from '../latency/measure.ts';
import { type Switch, stations } from '../latency/switch.ts';
import { median, percentile } from './percentile.ts';
import { count, table } from './table.ts';

const MUSIC = 'the music starts';
/** The goal for the median on an idle stack, what was measured of another system on two such cores, and what no system can help. */
const REMARKS = [
  'Aim: p50 within 20 ms on an idle stack. Asterisk 22: 3 to 7 ms.',
  'The key is tapped, so that its end follows its first packet at once: rtpengine reports a key when it is let go.',
]
  .map((line) => `  ${line}`)
  .join('\n');

const timesTo = (station: (typeof stations)[number], switches: readonly Switch[]): number[] =>
  switches.map((one) => one[station]).filter((time) => time !== undefined);

/** A series by its name in the tables. */
export type Series = readonly (readonly [name: string, latency: Latency])[];

/** First packet of the digit to first packet of music. */
export const latencyTable = (series: Series): string => {
  const rows = series.map(([name, { switches, calls }]) => {
    const times = timesTo(MUSIC, switches);
    const shares = [0.5, 0.9, 0.99, 1].map((share) => percentile(times, share));
    return [name, count(times.length), count(calls.offered - times.length), ...shares];
  });
  const heads = ['ms', 'samples', 'failed', 'p50', 'p90', 'p99', 'max'];
  return `${table('From the first packet of "*" to the first packet of hold music', heads, rows, 2)}\n\n${REMARKS}`;
};

/** Where the time goes: medians of the time to each station, and of the step from the one before. */
export const stationTable = (series: Series): string => {
  const rows = stations.map((station, index) => [
    station,
    ...series.flatMap(([, { switches }]) => {
      const steps = switches.map((one) => stepTo(one, index)).filter((step) => step !== undefined);
      return [median(timesTo(station, switches)), median(steps)];
    }),
  ]);
  const heads = series.flatMap(([name]) => [name, '(step)']);
  return table(
    'The way of the digit, median ms since its first packet',
    ['seen on the wire', ...heads],
    rows,
    2,
  );
};

const stepTo = (one: Switch, index: number): number | undefined => {
  const here = stations[index];
  const before = stations[index - 1];
  const [end, start] = [here && one[here], before === undefined ? 0 : one[before]];
  return end === undefined || start === undefined ? undefined : end - start;
};
