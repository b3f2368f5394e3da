import { arrange, holdMusic, promptTo } from './hearing.ts';
import { type Decision, nothing } from './messages.ts';
import { all, failed, returnToTransferee, wakeAt } from './outcomes.ts';
import type { Pair, State, TransferKind } from './state.ts';

/**
 * A start code was accepted. The transferee hears music at once, while the call is being anchored; from then on neither
 * party's hang-up takes the other one along.
 */
export const start = (kind: TransferKind, { transferor, transferee }: Pair, at: number): Decision => {
  const deadlineAt = at + transferor.account.profile.firstDigitMs;
  return {
    events: [{ type: 'TransferStarted', kind, transferor, transferee, deadlineAt, at }],
    commands: [
      arrange(holdMusic(transferee), promptTo(transferor, 'transfer')),
      { type: 'Anchor', releasedLegId: transferor.legId },
      wakeAt(deadlineAt),
    ],
  };
};

/** The call cannot be taken over: it stays as it was. */
export const onAnchoringFailed = (state: State, at: number): Decision =>
  state.status === 'CollectingNumber' ? all(failed('error', at), returnToTransferee(state, at)) : nothing;
