import { arrange, holdMusic, promptTo } from './hearing.ts';
import { type Decision, type Input, nothing } from './messages.ts';
import { wakeAt } from './outcomes.ts';
import { type Idle, isFinal, type Pair, type TransferKind } from './state.ts';

/** Nobody transfers: nothing follows, but a target that was given up must not stay. Codes are decide()'s. */
export const whileIdle = (input: Input, state: Idle): Decision => {
  const { cancelledLegId } = state;
  switch (input.type) {
    case 'LegAnswered':
      // The answer has crossed our CANCEL (RFC 3261 §9.1).
      return input.legId === cancelledLegId
        ? { events: [], commands: [{ type: 'HangUp', legId: input.legId }] }
        : nothing;
    case 'LegFailed':
    case 'LegEnded':
      return input.legId === cancelledLegId
        ? { events: [{ type: 'CancelledLegGone', at: input.at }], commands: [] }
        : nothing;
    case 'CallEnded':
      return isFinal(state)
        ? nothing
        : { events: [{ type: 'TransferEnded', cancelledLegId: null, at: input.at }], commands: [] };
    default:
      return nothing;
  }
};

/**
 * A start code was accepted. The transferee hears music at once, while the call is being anchored.
 */
export const start = (kind: TransferKind, { transferor, transferee }: Pair, at: number): Decision => {
  const deadlineAt = at + transferor.account.profile.firstDigitMs;
  return {
    events: [{ type: 'TransferStarted', kind, transferor, transferee, deadlineAt, at }],
    commands: [
      arrange(holdMusic(transferee), promptTo(transferor, 'transfer')),
      { type: 'Anchor' },
      wakeAt(deadlineAt),
    ],
  };
};

/** call-control has the call: from now on neither party's hang-up takes the other one along. */
export const release = ({ transferor }: Pair): Decision => ({
  events: [],
  commands: [{ type: 'Bridge', legId: transferor.legId, partnerLegId: null }],
});
