import { dial } from '../dialling.ts';
import { abandon } from '../ending.ts';
import { nothing } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import { apologise } from '../parting.ts';
import type { ResolvingRoute } from '../state.ts';
import { wakeAt } from '../timing.ts';

/** The directory is asked what the number means that the transferee first dialled. */
export const resolvingRoute: Phase<ResolvingRoute> = {
  NumberResolved: ({ target, at }, state) => {
    const { ringTimeoutMs } = state.transferor.account;
    const targetLegId = `route-${at}`;
    const deadlineAt = at + ringTimeoutMs;
    return {
      events: [{ type: 'ReroutingStarted', number: target.number, targetLegId, deadlineAt, at }],
      commands: [
        dial(state, target, { legId: targetLegId, ringTimeoutMs, show: 'transferee' }),
        wakeAt(deadlineAt),
      ],
    };
  },
  NumberRefused: ({ at }, state) => apologise(state, at),
  DeadlinePassed: ({ at }, state) => apologise(state, at),
  TransfereeHungUp: ({ at }, state) => abandon(state, 'transferee-left', at),
  TransferorHungUp: () => nothing,
};
