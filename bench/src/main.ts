/** `npm run bench [-- --quick]`: how fast the stack is and what it costs. README.md says how to read the tables. */
import { parseArgs } from 'node:util';
import { type Stack, startStack } from '@cordboard/local';
import { step } from '@cordboard/local/screen';
import { CpuMeter } from './cpu/meter.ts';
import { openEnds } from './load/ends.ts';
import { type Bench, bear, timeBusy, timeIdle, watchIdle } from './phases.ts';
import { full, quick } from './plan.ts';
import { latencyTable, stationTable } from './report/latency.ts';
import { cpuTable, outcomeTable, type Run } from './report/loads.ts';
import { describeMachine } from './report/machine.ts';
import { CARRIER } from './site.ts';
import { writeTenant } from './tenant.ts';

const TENANT_FILE = '/tmp/bench-tenant.yaml';

/** What went wrong beside what was measured; it is shown, never hidden. */
const troubles: string[] = [];
const tell = (trouble: string): unknown => troubles.push(trouble);

const start = async (): Promise<Stack> => {
  await writeTenant(TENANT_FILE, CARRIER);
  return startStack({
    tenantFiles: [TENANT_FILE],
    onDeath: ({ component, code, signal }) => tell(`${component} ended by ${signal ?? `status ${code}`}`),
  });
};

const pidsOf = (stack: Stack) => (): ReadonlyMap<string, number> =>
  new Map(
    stack.components.flatMap((component) => {
      const pid = stack.pid(component);
      return pid === undefined ? [] : [[component, pid] as const];
    }),
  );

const measure = async (stack: Stack): Promise<string[]> => {
  await using ends = await step('Phones', openEnds);
  const plan = options.quick ? quick : full;
  const bench: Bench = { ends, plan, tell, meter: new CpuMeter(pidsOf(stack)) };
  const idleUsage = await watchIdle(bench);
  const idle = await timeIdle(bench);
  const { latency: busy, inProgress } = await timeBusy(bench);
  const runs: Run[] = [];
  for (const load of plan.loads) runs.push(await bear(load, bench));
  const strays = ends.carrier.strays + ends.phones.strays;
  if (strays > 0) tell(`${strays} calls came in that nobody expected`);
  const series = [
    ['idle', idle],
    [`${inProgress} in progress`, busy],
  ] as const;
  return [latencyTable(series), stationTable(series), outcomeTable(runs), cpuTable(runs, idleUsage)];
};

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const stack = await step('Stack', start);
try {
  const machine = await describeMachine();
  const tables = await measure(stack);
  const troubleList =
    troubles.length === 0
      ? '  No failures.'
      : `  Failures\n\n${troubles.map((line) => `  ${line}`).join('\n')}`;
  console.log(`\n${[machine, ...tables, troubleList].join('\n\n\n')}\n`);
} finally {
  await stack.stop();
}
