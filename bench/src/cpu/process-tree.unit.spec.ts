import assert from 'node:assert/strict';
import { cpuOfTree, parseStat, readProcesses } from './process-tree.ts';

describe('CPU time of processes', () => {
  it('is read from a stat line, whatever the program is called', () => {
    const line = '42 (a (b) c) S 7 42 42 0 -1 4194560 100 0 0 0 25 5 3 1 20 0 11 0 12345 1000 200';
    assert.deepEqual(parseStat(line), { pid: 42, parent: 7, cpuMs: 340 });
  });

  it('adds up a tree and leaves the neighbours out', () => {
    const processes = [
      { pid: 1, parent: 0, cpuMs: 1 },
      { pid: 2, parent: 1, cpuMs: 10 },
      { pid: 3, parent: 2, cpuMs: 100 },
      { pid: 4, parent: 3, cpuMs: 1000 },
      { pid: 5, parent: 1, cpuMs: 10_000 },
    ];
    assert.equal(cpuOfTree(2, processes), 1_110);
    assert.equal(cpuOfTree(99, processes), 0);
  });

  it('grows with the work that a process does', async () => {
    const own = async () => cpuOfTree(process.pid, await readProcesses());
    const before = await own();
    const until = process.cpuUsage().user + 50_000; // microseconds
    while (process.cpuUsage().user < until);
    assert.ok((await own()) - before >= 40);
  });
});
