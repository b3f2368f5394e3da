/** `npm run bench [-- --quick]`: how fast the stack is and what it costs. README.md says how to read the tables. */
import { ComponentFailed, type Stack, startStack } from '@cordboard/local';
import { red, step } from '@cordboard/local/screen';
import { flag, optionsOf } from '@cordboard/test/command-line';
import { HELD, HELD_MS, TAPPED } from '@cordboard/test/network/telephone-event';
import { CpuMeter } from './cpu/meter.ts';
import { openEnds } from './load/ends.ts';
import { type Bench, bear, timeBusy, timeIdle, warmUp, watchIdle } from './phases.ts';
import { full, quick } from './plan.ts';
import { latencyTable, type Series, stationTable } from './report/latency.ts';
import { cpuTable, outcomeTable, type Run } from './report/loads.ts';
import { describeMachine } from './report/machine.ts';
import { CARRIER } from './site.ts';
import { writeTenant } from './tenant.ts';

const TENANT_FILE = '/tmp/bench-tenant.yaml';
const USAGE = `npm run bench [-- options]

  --quick   fewer samples and one load: about a minute instead of five`;

const plan = optionsOf(USAGE, { quick: flag }).quick ? quick : full;

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

const measureSwitches = async (bench: Bench): Promise<string[]> => {
  await warmUp(bench);
  const tapped = { times: plan.samples, intervals: TAPPED };
  const idle = await timeIdle('idle', tapped, bench);
  const heldName = `idle, key held ${HELD_MS} ms`;
  const held = await timeIdle(heldName, { times: plan.heldSamples, intervals: HELD }, bench);
  const { latency: busy, inProgress } = await timeBusy(tapped, bench);
  const series: Series = [
    ['idle', idle],
    [`${inProgress} in progress`, busy],
  ];
  return [latencyTable([...series, [heldName, held]]), stationTable(series)];
};

const measureLoads = async (bench: Bench): Promise<string[]> => {
  const idle = await watchIdle(bench);
  const runs: Run[] = [];
  for (const load of plan.loads) runs.push(await bear(load, bench));
  return [outcomeTable(runs), cpuTable(runs, idle)];
};

const measure = async (stack: Stack): Promise<string> => {
  await using ends = await step('Phones', openEnds);
  const bench: Bench = { ends, plan, tell, meter: new CpuMeter(pidsOf(stack)) };
  const tables = [await describeMachine(), ...(await measureSwitches(bench)), ...(await measureLoads(bench))];
  const strays = ends.carrier.strays + ends.phones.strays;
  if (strays > 0) tell(`${strays} calls came in that nobody expected`);
  const failures = troubles.length === 0 ? ['No failures.'] : ['Failures', '', ...troubles];
  return [...tables, failures.map((line) => `  ${line}`).join('\n')].join('\n\n\n');
};

try {
  const stack = await step('Stack', start);
  try {
    console.log(`\n${await measure(stack)}\n`);
  } finally {
    await stack.stop();
  }
} catch (error) {
  if (!(error instanceof ComponentFailed)) throw error;
  console.error(`\n${red('✗')} ${error.message}`);
  process.exitCode = 1;
}
