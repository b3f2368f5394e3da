import { readdir, readFile } from 'node:fs/promises';

/** A process and the CPU time that it has used. */
export interface ProcessTime {
  readonly pid: number;
  readonly parent: number;
  /** Milliseconds of all its threads, and of the children that it has outlived. */
  readonly cpuMs: number;
}

/** Milliseconds of a clock tick as /proc counts them: USER_HZ is 100 on every Linux. */
const TICK_MS = 10;

/**
 * One line of /proc/<pid>/stat.
 *
 * @see proc_pid_stat(5). The name of the program may hold blanks and brackets, so what follows is counted from the last one.
 */
export const parseStat = (stat: string): ProcessTime => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  const [utime, stime, cutime, cstime] = [14, 15, 16, 17].map(field) as [number, number, number, number];
  return {
    pid: Number.parseInt(stat, 10),
    parent: field(4),
    cpuMs: (utime + stime + cutime + cstime) * TICK_MS,
  };
};

/** The CPU time of a process and all that descend from it. */
export const cpuOfTree = (root: number, processes: readonly ProcessTime[]): number => {
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const sum = ({ pid, cpuMs }: ProcessTime): number =>
    (children.get(pid) ?? []).reduce((total, child) => total + sum(child), cpuMs);
  const process = processes.find(({ pid }) => pid === root);
  return process === undefined ? 0 : sum(process);
};

/** All processes of this process namespace. */
export const readProcesses = async (): Promise<ProcessTime[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)),
  );
  return stats.filter((stat) => stat !== undefined).map(parseStat);
};
