import { transfer as contract } from '@cordboard/contracts';
import type { Event } from '../domain/messages.ts';

type Fact = NonNullable<contract.TransferEvent['fact']>;

/** A fact for others: the last word of its subject, and what it says. */
export interface TransferFact {
  name: string;
  event: contract.TransferEvent;
}

/** The fact that an event is for others; null for what is our own business. */
export const toFact = (callId: string, event: Event): TransferFact | null => {
  const found = factOf(event);
  return found
    ? {
        name: found[0],
        event: { callId, atMs: event.at, fact: found[1], transferId: `${callId}-${event.transfer}` },
      }
    : null;
};

const kinds = {
  attended: contract.TransferKind.TRANSFER_KIND_ATTENDED,
  blind: contract.TransferKind.TRANSFER_KIND_BLIND,
} as const;

const factOf = (event: Event): readonly [string, Fact] | null => {
  switch (event.type) {
    case 'TransferStarted': {
      const { transferor, transferee, direction } = event.pair;
      const value = {
        kind: kinds[event.kind],
        transferorLegId: transferor.legId,
        transfereeLegId: transferee.legId,
        transferor: transferor.account.account,
        initiatedBy: event.initiator.by,
        direction,
      };
      return ['started', { $case: 'started', value }];
    }
    case 'TargetDialled': {
      const { number, offNet } = event.target;
      return [
        'target-dialled',
        { $case: 'targetDialled', value: { number, offNet, targetLegId: event.targetLegId } },
      ];
    }
    case 'TargetAnswered':
      return ['target-answered', { $case: 'targetAnswered', value: { targetLegId: event.target.legId } }];
    case 'TransferCompleted':
      return ['completed', { $case: 'completed', value: { targetLegId: event.targetLegId } }];
    case 'TransferReturned':
      return ['returned', { $case: 'returned', value: {} }];
    case 'TransferFailed':
      return ['failed', { $case: 'failed', value: { cause: event.cause, sipStatus: event.sipStatus } }];
    case 'TransferConferred':
      return ['conferred', { $case: 'conferred', value: {} }];
    case 'RecallStarted':
      return ['recalling', { $case: 'recalling', value: { legId: event.legId } }];
    case 'ReroutingStarted':
      return ['rerouting', { $case: 'rerouting', value: { number: event.number, legId: event.targetLegId } }];
    case 'TransferEnded': {
      const { outcome, cause, durationMs, ringMs, consultationMs, holdMs } = event;
      const durations = { durationMs, ringMs, consultationMs, holdMs };
      return ['ended', { $case: 'ended', value: { outcome, cause: cause ?? '', ...durations } }];
    }
    default:
      return null;
  }
};
