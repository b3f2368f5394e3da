import type { Usage } from '../cpu/meter.ts';
import type { Transferred } from '../load/attended-transfer.ts';
import type { Outcome } from '../load/offered-rate.ts';
import type { Load } from '../plan.ts';
import { median } from './percentile.ts';
import { type Cell, count, table } from './table.ts';

/** A load, what came of it, and what it cost. */
export interface Run {
  readonly load: Load;
  readonly outcome: Outcome<Transferred | undefined>;
  readonly usage: Usage;
}

/** CPU milliseconds per attended transfer, all processes: what was measured of another system, and the aim. */
const ASTERISK_MS = 27;
const AIM_MS = 13;

export const nameOf = ({ kind, voice, perSecond }: Load): string => `${kind}s at ${perSecond}/s, ${voice}`;

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** How many calls came to their proper end of those that were offered. */
export const outcomeTable = (runs: readonly Run[]): string => {
  const rows = runs.map(({ load, outcome, usage }) => {
    const completed = outcome.completed.length;
    return [
      nameOf(load),
      count(outcome.offered),
      count(completed),
      count(outcome.offered - completed),
      (completed * load.perSecond) / outcome.offered,
      median(outcome.completed.flatMap((call) => call?.musicMs ?? [])) / 1_000,
      `${(usage.busy * 100).toFixed(0)} %`,
    ];
  });
  const heads = ['', 'offered', 'completed', 'failed', 'completed/s', 'music s', 'machine busy'];
  return table('Calls at a fixed rate', heads, rows);
};

/** What a call costs, by process. */
export const cpuTable = (runs: readonly Run[], idle: Usage): string => {
  const row = (name: string, of: (usage: Usage) => number): Cell[] => [
    name,
    ...runs.map(({ outcome, usage }) => of(usage) / outcome.completed.length),
    of(idle) / idle.seconds,
  ];
  const reference = (name: string, ms: number): Cell[] => [
    name,
    ...runs.map(({ load }) => (load.kind === 'transfer' ? ms : '')),
    '',
  ];
  const rows: Cell[][] = [
    ...[...idle.byComponent.keys()].map((component) =>
      row(component, ({ byComponent }) => byComponent.get(component) ?? 0),
    ),
    row('total', ({ byComponent }) => sum(byComponent.values())),
    reference('Asterisk 22', ASTERISK_MS),
    reference('aim', AIM_MS),
    row('not in it: phones, carrier', ({ load }) => load),
  ];
  const heads = runs.map(({ load: { kind, voice, perSecond } }) => [kind, voice, `${perSecond}/s`]);
  return table(
    'CPU ms of a whole call, from its INVITE to its last BYE',
    [['', '', ''], ...heads, ['idle', 'stack', 'a second']],
    rows,
  );
};

/** Why calls failed, a line a reason; empty where none did. */
export const failureLines = (name: string, { failures, offered }: Outcome<unknown>): string[] =>
  [...failures].map(([reason, times]) => `${name}: ${times} of ${offered}: ${reason}`);
