import type { callControl } from '@cordboard/contracts';
import { call as contract } from '@cordboard/contracts';
import type { RpcClient } from '@cordboard/service';
import type { Leg } from '../domain/call.ts';
import type { Input, ReplacedCall } from '../domain/messages.ts';
import { legNamed } from './to-call.ts';

/**
 * Bring the legs of a consultation call into this one; there may be none to bring, where both dialogs of the transferor's phone
 * are of the same call.
 *
 * @throws {RpcError} NOT_FOUND or FAILED_PRECONDITION: it is no consultation call any more.
 */
export const merge = async (
  client: RpcClient<callControl.CallControlServiceService>,
  callId: string,
  { callId: otherCallId, transferorLegId, targetLegId }: ReplacedCall,
): Promise<Input> => {
  const isSame = otherCallId === callId;
  const { call } = isSame
    ? await client.getCall({ callId })
    : await client.mergeCalls({ callId, otherCallId });
  const leg = (legId: string) => answered(call, isSame ? legId : `${otherCallId}-${legId}`);
  return {
    type: 'CallsMerged',
    otherCallId,
    transferor: leg(transferorLegId),
    target: leg(targetLegId),
    at: Date.now(),
  };
};

const answered = (call: contract.Call | undefined, legId: string): Leg | null => {
  const leg = legNamed(call, legId);
  return leg?.party && leg.state === contract.LegState.LEG_STATE_ANSWERED
    ? { legId, party: leg.party }
    : null;
};
