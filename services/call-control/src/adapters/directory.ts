/** What the directory says about those whose calls are started. */
import { directory as contract } from '@cordboard/contracts';
import { isRpcError, type RpcClient } from '@cordboard/service';
import { NoSuchAccount, NumberForbidden, UnknownNumber } from '../app/errors.ts';

type Client = Pick<RpcClient<contract.DirectoryServiceService>, 'getAccount' | 'resolveTarget'>;

export class Directory {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** @throws {NoSuchAccount} */
  async account(name: string): Promise<contract.Account> {
    try {
      const { account } = await this.#client.getAccount({ account: name });
      if (account !== undefined) return account;
    } catch (error) {
      if (!isRpcError(error, 'NOT_FOUND')) throw error;
    }
    throw new NoSuchAccount(name);
  }

  /**
   * What a number means for an account.
   *
   * @throws {UnknownNumber} Nobody has it.
   * @throws {NumberForbidden} The account may not dial it.
   */
  async resolve(account: string, dialled: string): Promise<contract.Target> {
    const { result } = await this.#client.resolveTarget({ account, dialled });
    if (result?.$case === 'target') return result.value;
    throw result?.value === contract.Refusal.REFUSAL_NOT_ALLOWED
      ? new NumberForbidden(account, dialled)
      : new UnknownNumber(dialled);
  }
}
