import { transfer as contract } from '@cordboard/contracts';
import { RpcError, type Service, service } from '@cordboard/service';
import { dialledLegIdOf, type State } from '../domain/state.ts';

/** One call's state, as stored. */
export interface Stored {
  callId: string;
  state: State;
}

const unimplemented = async (): Promise<never> => {
  throw new RpcError('UNIMPLEMENTED', 'not yet');
};

/** TransferService (proto/cordboard/transfer/v1/transfer.proto). */
export const transferService = (stored: () => AsyncIterable<Stored>): Service =>
  service(contract.TransferServiceService, {
    watchTransfers: async function* () {
      throw new RpcError('UNIMPLEMENTED', 'not yet');
    },
    startTransfer: unimplemented,
    complete: unimplemented,
    return: unimplemented,
    conference: unimplemented,
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
          targetLegId: dialledLegIdOf(state) ?? '',
        },
      ];
