import { directory as contract } from '@cordboard/contracts';
import { RpcError, type Service, service } from '@cordboard/service';
import type { Directory, Member } from '../domain/directory.ts';
import type { Resolution, Target } from '../domain/resolution.ts';
import { resolveTarget } from '../domain/resolve-target.ts';
import { toAccount } from './account-message.ts';

/** DirectoryService, answered from memory. */
export const directoryService = (directory: () => Directory): Service => {
  const member = (account: string): Member => {
    const found = directory().findAccount(account);
    if (!found) throw new RpcError('NOT_FOUND', `there is no account ${account}`, { account });
    return found;
  };
  return service(contract.DirectoryServiceService, {
    getAccount: async ({ account }) => ({ account: toAccount(member(account)) }),
    resolveTarget: async ({ account, dialled }) => toResponse(resolveTarget(member(account), dialled)),
    listTenants: async () => ({
      tenants: directory().tenants.map(({ name, domain, accounts }) => ({
        name,
        sipDomain: domain,
        accounts: accounts.length,
      })),
    }),
  });
};

const kinds: Readonly<Record<Target['kind'], contract.TargetKind>> = {
  Account: contract.TargetKind.TARGET_KIND_ACCOUNT,
  Group: contract.TargetKind.TARGET_KIND_GROUP,
  Public: contract.TargetKind.TARGET_KIND_PUBLIC,
  Pbx: contract.TargetKind.TARGET_KIND_PBX,
  Uri: contract.TargetKind.TARGET_KIND_URI,
};

const refusals = {
  UnknownNumber: contract.Refusal.REFUSAL_UNKNOWN_NUMBER,
  NotAllowed: contract.Refusal.REFUSAL_NOT_ALLOWED,
  Incomplete: contract.Refusal.REFUSAL_INCOMPLETE,
} as const;

const toResponse = (resolution: Resolution): contract.ResolveTargetResponse =>
  resolution.type === 'Target'
    ? {
        result: {
          $case: 'target',
          value: { ...resolution.target, kind: kinds[resolution.target.kind] },
        },
      }
    : { result: { $case: 'refusal', value: refusals[resolution.reason] } };
