import { directory as contract } from '@cordboard/contracts';
import { RpcError, type Service, service } from '@cordboard/service';
import type { Directory, Member } from '../domain/directory.ts';
import { type Resolution, resolveTarget } from '../domain/resolve-target.ts';

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

const toAccount = ({ account, tenant }: Member): contract.Account => {
  const { profile, codes, timings } = tenant.profile;
  return {
    account: account.account,
    tenant: tenant.name,
    extension: account.extension,
    displayName: account.displayName,
    language: account.language,
    profile: {
      name: profile,
      startAttended: codes.startAttended ?? '',
      startBlind: codes.startBlind ?? '',
      return: codes.return,
      conference: codes.conference ?? '',
      terminator: codes.terminator,
      pickup: '',
      pickupAny: '',
      calls: [],
      ...timings,
    },
    transfer: { ringTimeoutMs: tenant.ringTimeoutMs, maxOffNetLegs: 0 },
    peerDisplay: 'none',
  };
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
          value: { ...resolution.target, kind: contract.TargetKind.TARGET_KIND_UNSPECIFIED },
        },
      }
    : { result: { $case: 'refusal', value: refusals[resolution.reason] } };
