import { hearing, holdMusic, silence, talking, toneTo } from './hearing.ts';
import type { Hearing } from './messages.ts';
import type { TargetRinging, Transfer } from './state.ts';

/**
 * What everybody hears in a state, so that somebody new can take a role in it. Messages and prompts that are playing are
 * not said again: for him who comes in the middle of one there is silence.
 */
export const hearingsOf = (transfer: Transfer): readonly Hearing[] => {
  const { transferor, transferee } = transfer;
  switch (transfer.status) {
    case 'CollectingNumber':
    case 'ResolvingNumber':
    case 'TargetRingingReferred':
    case 'MergingCalls':
    case 'ExplainingFailure':
      return [holdMusic(transfer), silence(transferor)];
    case 'TargetRinging':
      return [holdMusic(transfer), whileRinging(transfer)];
    case 'Consulting':
      return [holdMusic(transfer), ...talking(transferor, transfer.target)];
    case 'Conferring':
      return talking(transferor, transferee, transfer.target);
    case 'TargetRingingUnattended':
    case 'Recalling':
    case 'ResolvingRoute':
    case 'Rerouting':
      return [holdMusic(transfer)];
    case 'Apologising':
    case 'InVoicemail':
      return [silence(transferee)];
    case 'TransferorAlone':
      return [toneTo(transfer, 'busy')];
  }
};

const whileRinging = (transfer: TargetRinging): Hearing => {
  const { transferor, targetLegId, transferorHears } = transfer;
  if (transferorHears === 'silence') return silence(transferor);
  if (transferorHears === 'ringback') return toneTo(transfer, 'ringback');
  return hearing(transferor, { legId: targetLegId, party: transferorHears });
};
