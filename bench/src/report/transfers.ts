import type { Usage } from '../cpu/meter.ts';
import type { Transferred } from '../load/attended-transfer.ts';
import type { Outcome } from '../load/offered-rate.ts';
import { median } from './percentile.ts';
import { type Cell, count, table } from './table.ts';

/** A load, what it did, and what it cost. */
export interface Run {
  readonly perSecond: number;
  readonly outcome: Outcome<Transferred | void>;
  readonly usage: Usage;
}

/** CPU milliseconds per attended transfer, all processes: what was measured of another system, and the aim. */
const ASTERISK_MS = 27;
const AIM_MS = 13;

const total = ({ byComponent }: Usage): number => [...byComponent.values()].reduce((sum, ms) => sum + ms, 0);
const failed = ({ offered, completed }: Outcome<unknown>): number => offered - completed.length;

/** How many transfers the stack completed of those that it was offered. */
export const throughputTable = (runs: readonly Run[]): string => {
  const rows = runs.map(({ perSecond, outcome, usage }) => [
    count(perSecond),
    count(outcome.offered),
    count(outcome.completed.length),
    count(failed(outcome)),
    outcome.completed.length / (outcome.offered / perSecond),
    median(outcome.completed.map((transferred) => transferred?.musicMs ?? Number.NaN)) / 1000,
    `${(usage.busy * 100).toFixed(0)} %`,
  ]);
  const heads = ['offered/s', 'offered', 'completed', 'failed', 'completed/s', 'music s', 'machine busy'];
  return table('Attended transfers at a fixed rate', heads, rows);
};

/** What one costs, by process. */
export const cpuTable = (transfers: readonly Run[], plain: Run, idle: Usage): string => {
  const runs = [...transfers, plain];
  const perCall = ({ outcome }: Run, ms: number): number => ms / outcome.completed.length;
  const row = (name: string, of: (usage: Usage) => number): Cell[] => [
    name,
    ...runs.map((run) => perCall(run, of(run.usage))),
    of(idle) / idle.seconds,
  ];
  const components = [...idle.byComponent.keys()];
  const rows: Cell[][] = [
    ...components.map((component) => row(component, ({ byComponent }) => byComponent.get(component) ?? 0)),
    row('total', total),
    ['', ...runs.map(() => ''), ''],
    ['Asterisk 22', ...transfers.map(() => ASTERISK_MS), '', ''],
    ['aim', ...transfers.map(() => AIM_MS), '', ''],
    ['phones and carrier, not in the total', ...row('', ({ load }) => load).slice(1)],
  ];
  const heads = [
    'CPU ms',
    ...transfers.map(({ perSecond }) => `transfer ${perSecond}/s`),
    `plain call ${plain.perSecond}/s`,
    'idle, a second',
  ];
  return table('CPU time of a whole call, from its INVITE to its last BYE', heads, rows);
};

/** Why calls failed, a line a reason; empty where none did. */
export const failureLines = (name: string, { failures, offered }: Outcome<unknown>): string[] =>
  [...failures].map(([reason, times]) => `${name}: ${times} of ${offered}: ${reason}`);
