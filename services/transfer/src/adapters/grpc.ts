import { transfer as contract } from '@cordboard/contracts';
import { type Service, service } from '@cordboard/service';
import { type State, targetLegIdOf } from '../domain/state.ts';

/** One call's state, as stored. */
export interface Stored {
  callId: string;
  state: State;
}

/** TransferService (proto/cordboard/transfer/v1/transfer.proto). */
export const transferService = (stored: () => AsyncIterable<Stored>): Service =>
  service(contract.TransferServiceService, {
    listTransfers: async () => {
      const transfers: contract.Transfer[] = [];
      for await (const one of stored()) transfers.push(...toTransfer(one));
      return { transfers };
    },
  });

/** None where nobody transfers, and only keys or a cancelled target are remembered. */
const toTransfer = ({ callId, state }: Stored): contract.Transfer[] =>
  state.status === 'Idle'
    ? []
    : [
        {
          callId,
          status: state.status,
          transferorLegId: state.transferor.legId,
          transfereeLegId: state.transferee.legId,
          targetLegId: targetLegIdOf(state) ?? '',
        },
      ];
