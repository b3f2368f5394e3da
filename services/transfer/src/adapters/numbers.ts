import { directory as contract } from '@cordboard/contracts';
import type { RpcClient } from '@cordboard/service';
import type { Command, Input } from '../domain/messages.ts';

/**
 * Ask the directory what a number means for the one who dials it.
 *
 * @throws {RpcError} The directory does not answer. Retryable.
 */
export const resolve = async (
  directory: RpcClient<contract.DirectoryServiceService>,
  { account, dialled }: Extract<Command, { type: 'ResolveNumber' }>,
): Promise<Input> => {
  const { result } = await directory.resolveTarget({ account, dialled });
  const at = Date.now();
  if (result?.$case === 'target') {
    const { requestUri, number, offNet } = result.value;
    return { type: 'NumberResolved', dialled, target: { requestUri, number, offNet }, at };
  }
  const notAllowed = result?.value === contract.Refusal.REFUSAL_NOT_ALLOWED;
  return { type: 'NumberRefused', dialled, cause: notAllowed ? 'not-allowed' : 'unknown-number', at };
};
