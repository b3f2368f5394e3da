import type { Leg } from '../call.ts';
import { abandon } from '../ending.ts';
import { builtIn } from '../failing.ts';
import { spokenTo, tellOr } from '../hearing.ts';
import { dismissDialled } from '../letting-go.ts';
import { limits } from '../limits.ts';
import { all, type Decision, nothing } from '../messages.ts';
import type { Phase } from '../occurrences.ts';
import { policyFor } from '../policies.ts';
import { onRecallFailed } from '../recall.ts';
import type { Recalling } from '../state.ts';
import { wakeAt } from '../timing.ts';

/** The phone of the transferor who had gone rings again. */
export const recalling: Phase<Recalling> = {
  TargetAnswered: ({ party, at }, state) => tellWhy(state, { legId: state.recallLegId, party }, at),
  TargetFailed: ({ at }, state) => onRecallFailed(state, at),
  DeadlinePassed: ({ at }, state) => all(dismissDialled(state, at), onRecallFailed(state, at)),
  TransfereeHungUp: ({ at }, state) => abandon(state, 'transferee-left', at),
  TransferorHungUp: () => nothing,
};

/** The transferor is back: he hears why, then he has the transferee. */
const tellWhy = (state: Recalling, leg: Leg, at: number): Decision => {
  const { account } = state.transferor;
  const policy = policyFor(state, state.cause);
  const configured = policy.action === 'return' ? policy.toTransferor : null;
  const deadlineAt = at + limits.messageMs;
  return {
    events: [{ type: 'RecallAnswered', transferor: leg, spoken: spokenTo(leg, at), deadlineAt, at }],
    commands: [tellOr(builtIn(state.cause), configured, leg, account, at), wakeAt(deadlineAt)],
  };
};
