import { type callControl, transfer as contract } from '@cordboard/contracts';
import { isBusAway, TooSlow } from '@cordboard/messaging';
import {
  invalidArgument,
  type RpcClient,
  RpcError,
  type Service,
  service,
  validCallId,
  validLegId,
  validName,
} from '@cordboard/service';
import type { Transfers } from '../app/transfers.ts';
import type { Request } from '../domain/messages.ts';
import { pairOf } from '../domain/pair.ts';
import type { Refusal } from '../domain/requests.ts';
import { dialledLegIdOf, type State, type TransferKind } from '../domain/state.ts';
import type { Accounts } from './accounts.ts';
import { legNamed, toCall } from './to-call.ts';
import { TooManyWatchers, type TransferWatch } from './transfer-watch.ts';

/** One call's state, as stored. */
export interface Stored {
  callId: string;
  state: State;
}

/** What the service is made of. */
export interface TransferParts {
  readonly stored: () => AsyncIterable<Stored>;
  readonly transfers: Pick<Transfers, 'request' | 'resumeRequest'>;
  readonly watch: TransferWatch;
  readonly callControl: Pick<RpcClient<callControl.CallControlServiceService>, 'getCall'>;
  readonly accounts: Accounts;
}

/** TransferService (proto/cordboard/transfer/v1/transfer.proto). */
export const transferService = ({
  stored,
  transfers,
  watch,
  callControl,
  accounts,
}: TransferParts): Service => {
  const carryOut = async (
    { callId, requestId }: { callId: string; requestId?: string | undefined },
    wanted: Request,
  ) => {
    const refusal = await transfers.request(validCallId(callId), wanted, optionalRequestId(requestId));
    if (refusal) throw refused(callId, wanted, refusal);
    return {};
  };
  return service(contract.TransferServiceService, {
    watchTransfers: ({ callId }, { signal }) => watch.watch(callId === '' ? '' : validCallId(callId), signal),

    startTransfer: async ({ callId, requestId, legId, kind, target }) => {
      const found = { kind: kindOf(kind), dialled: dialledOf(target) };
      validLegId(legId);
      // Once it has started the transferor talks to nobody: what is asked again must not be looked at anew.
      const known = optionalRequestId(requestId);
      if (known !== undefined && (await transfers.resumeRequest(validCallId(callId), known))) return {};
      const { call } = await callControl.getCall({ callId: validCallId(callId) });
      const leg = legNamed(call, legId);
      if (!call || !leg) throw new RpcError('NOT_FOUND', `${callId} has no leg ${legId}`, { callId, legId });
      const account = await accounts.actingAt(leg);
      if (!account) throw unfit(callId, legId, 'is of no account of ours');
      const pair = pairOf(await toCall(call, accounts), legId, account);
      if (!pair) throw unfit(callId, legId, 'is not talking to anybody');
      return carryOut({ callId, requestId }, { type: 'StartRequested', ...found, pair, at: Date.now() });
    },
    complete: (asked) => carryOut(asked, { type: 'CompleteRequested', at: Date.now() }),
    return: (asked) => carryOut(asked, { type: 'ReturnRequested', at: Date.now() }),
    conference: (asked) => carryOut(asked, { type: 'ConferenceRequested', at: Date.now() }),

    listTransfers: async () => {
      const listed: contract.Transfer[] = [];
      for await (const one of stored()) listed.push(...toTransfer(one));
      return { transfers: listed };
    },
  });
};

/** None where nobody transfers, and only keys or a leg that was given up are remembered. */
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

/** How our errors look to a gRPC client. */
export const toRpcError = (error: unknown): RpcError | undefined => {
  if (error instanceof TooManyWatchers || error instanceof TooSlow)
    return new RpcError('RESOURCE_EXHAUSTED', error.message, {}, { cause: error });
  if (isBusAway(error)) return new RpcError('UNAVAILABLE', error.message, {}, { cause: error });
  return undefined;
};

const refused = (callId: string, { type }: Request, { reason, status }: Refusal): RpcError => {
  switch (reason) {
    case 'no-transfer':
      return new RpcError('NOT_FOUND', `nobody transfers in ${callId}`, { callId });
    case 'in-progress':
      return new RpcError('FAILED_PRECONDITION', `a transfer is in progress in ${callId}: ${status}`, {
        callId,
        status,
      });
    case 'not-now':
      return new RpcError('FAILED_PRECONDITION', `${type} means nothing in ${status}`, { callId, status });
  }
};

const unfit = (callId: string, legId: string, why: string): RpcError =>
  new RpcError('FAILED_PRECONDITION', `leg ${legId} of ${callId} ${why}`, { callId, legId });

const kinds: Readonly<Partial<Record<contract.TransferKind, TransferKind>>> = {
  [contract.TransferKind.TRANSFER_KIND_ATTENDED]: 'attended',
  [contract.TransferKind.TRANSFER_KIND_BLIND]: 'blind',
};

const kindOf = (kind: contract.TransferKind): TransferKind => {
  const known = kinds[kind];
  if (!known) throw invalidArgument('kind', kind, 'must be attended or blind');
  return known;
};

const optionalRequestId = (requestId: string | undefined): string | undefined =>
  requestId === undefined ? undefined : validName(requestId, 'request_id');

/** Digits as one would press them, or a SIP URI; whether anybody has them is the directory's business. */
const dialledOf = (target: string): string => {
  if (!/^[^\s\p{Cc}]{1,255}$/u.test(target)) {
    throw invalidArgument('target', target, 'must be 1 to 255 characters without blanks');
  }
  return target;
};
