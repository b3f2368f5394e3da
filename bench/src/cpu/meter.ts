import { readFile } from 'node:fs/promises';
import { cpuOfTree, readProcesses } from './process-tree.ts';

/** CPU time that was used between two readings. */
export interface Usage {
  /** Milliseconds by component. */
  readonly byComponent: ReadonlyMap<string, number>;
  /** Milliseconds of this process: the phones and the carrier. */
  readonly load: number;
  /** Share of the machine that was busy, with whatever else runs on it: 0 to 1. */
  readonly busy: number;
  readonly seconds: number;
}

interface Reading {
  readonly byComponent: ReadonlyMap<string, number>;
  readonly load: number;
  readonly machine: { readonly busy: number; readonly all: number };
  readonly at: number;
}

/** Reads the CPU time of the stack's components. */
export class CpuMeter {
  readonly #pids: () => ReadonlyMap<string, number>;

  /** @param pids - Process id of each component as it is now. */
  constructor(pids: () => ReadonlyMap<string, number>) {
    this.#pids = pids;
  }

  /** What is used while `work` is done. */
  async during<T>(work: () => Promise<T>): Promise<{ result: T; usage: Usage }> {
    const before = await this.#read();
    const result = await work();
    const after = await this.#read();
    const since = (component: string, ms: number) => ms - (before.byComponent.get(component) ?? 0);
    const byComponent = new Map(
      [...after.byComponent].map(([component, ms]) => [component, since(component, ms)]),
    );
    return {
      result,
      usage: {
        byComponent,
        load: after.load - before.load,
        busy: (after.machine.busy - before.machine.busy) / (after.machine.all - before.machine.all),
        seconds: (after.at - before.at) / 1000,
      },
    };
  }

  async #read(): Promise<Reading> {
    const [processes, machine] = await Promise.all([readProcesses(), readMachine()]);
    const { user, system } = process.cpuUsage();
    return {
      byComponent: new Map(
        [...this.#pids()].map(([component, pid]) => [component, cpuOfTree(pid, processes)]),
      ),
      load: (user + system) / 1000,
      machine,
      at: performance.now(),
    };
  }
}

/** First line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. @see proc_stat(5) */
const readMachine = async (): Promise<{ busy: number; all: number }> => {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const all = ticks.reduce((sum, part) => sum + part, 0);
  return { busy: all - (ticks[3] ?? 0) - (ticks[4] ?? 0), all };
};
