import { setTimeout as pause } from 'node:timers/promises';
import { step } from '@cordboard/local/screen';
import { TAPPED } from '@cordboard/test/network/telephone-event';
import type { CpuMeter, Usage } from './cpu/meter.ts';
import { duringTransfers, type Latency, measureLatency } from './latency/measure.ts';
import { type Presses, pressOneByOne } from './latency/sampling.ts';
import { attendedTransfer, type Transferred } from './load/attended-transfer.ts';
import { type Ends, plainCall } from './load/calls.ts';
import { offer } from './load/offered-rate.ts';
import { quiet, talking } from './media/audio.ts';
import type { Load, Plan } from './plan.ts';
import { failureLines, nameOf, type Run } from './report/loads.ts';
import { sights } from './site.ts';
import { type Desk, desks } from './tenant.ts';

/** What every phase works with. */
export interface Bench {
  readonly ends: Ends;
  readonly meter: CpuMeter;
  readonly plan: Plan;
  /** Gets a line for everything that failed. */
  readonly tell: (trouble: string) => void;
}

const CAPTURE = '/tmp/bench.pcap';
/** The measured calls, one after the other, use one desk and the load the others. */
const [measured, ...others] = desks as [Desk, ...Desk[]];

/** What the stack uses while nothing happens. */
export const watchIdle = ({ meter, plan }: Bench): Promise<Usage> =>
  step('Nothing at all', async () => (await meter.during(() => pause(plan.idleSeconds * 1_000))).usage);

/** Codes pressed before the first that counts. */
export const warmUp = ({ ends, plan, tell }: Bench): Promise<void> =>
  step('Warming up', async () => {
    tellFailures(
      tell,
      'warm-up',
      await pressOneByOne(ends, measured, { times: plan.warmUps, intervals: TAPPED }),
    );
  });

/** Switches to hold music, one at a time, on an idle stack. */
export const timeIdle = (name: string, presses: Presses, { ends, tell }: Bench): Promise<Latency> =>
  step(`${presses.times} codes: ${name}`, async () => {
    const latency = await measureLatency(ends, measured, { presses, sights, file: CAPTURE });
    tellFailures(tell, name, latency.calls);
    return latency;
  });

/** The same while other transfers are in progress, each with music and a consultation. */
export const timeBusy = (
  presses: Presses,
  { ends, plan, tell }: Bench,
): Promise<{ latency: Latency; inProgress: number }> =>
  step(`${presses.times} codes: ${plan.inProgress} transfers in progress`, async () => {
    const desks = others.slice(0, plan.inProgress);
    const { result, transfers } = await duringTransfers(ends, desks, async (inProgress) => ({
      inProgress,
      latency: await measureLatency(ends, measured, { presses, sights, file: CAPTURE }),
    }));
    tellFailures(tell, 'codes during transfers', result.latency.calls);
    tellFailures(tell, 'transfers kept in progress', transfers);
    return result;
  });

/** One load, what came of it and what it cost. */
export const bear = (load: Load, { ends, meter, plan, tell }: Bench): Promise<Run> =>
  step(nameOf(load), async () => {
    const audio = load.voice === 'quiet' ? quiet : talking;
    const call = (desk: Desk): Promise<Transferred | undefined> =>
      load.kind === 'transfer' ? attendedTransfer(ends, desk, audio) : plainCall(ends, desk, audio);
    const { result: outcome, usage } = await meter.during(() =>
      offer(load.perSecond, plan.seconds, desks, call),
    );
    tellFailures(tell, nameOf(load), outcome);
    return { load, outcome, usage };
  });

const tellFailures = (
  tell: Bench['tell'],
  name: string,
  outcome: Parameters<typeof failureLines>[1],
): void => {
  for (const line of failureLines(name, outcome)) tell(line);
};
