import type { directory as contract } from '@cordboard/contracts';
import type { Member } from '../domain/directory.ts';
import type { FeatureProfile } from '../domain/feature-profile.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { Message } from '../domain/tenant-file/message.ts';
import type { FailurePolicies, FailurePolicy } from '../domain/tenant-file/policies.ts';

/** An account with everything that its tenant has set for it. */
export const toAccount = ({ account, tenant }: Member): contract.Account => ({
  account: account.account,
  tenant: tenant.name,
  extension: account.extension,
  displayName: account.displayName,
  language: account.language,
  profile: toProfile(tenant.profile),
  mobileProfile: tenant.mobileProfile && toProfile(tenant.mobileProfile),
  transfer: toTransferSettings(tenant),
  peerDisplay: account.peerDisplay,
});

const toProfile = ({ profile, codes, calls, timings }: FeatureProfile): contract.FeatureProfile => ({
  name: profile,
  startAttended: codes.startAttended ?? '',
  startBlind: codes.startBlind ?? '',
  return: codes.return,
  conference: codes.conference ?? '',
  terminator: codes.terminator,
  pickup: codes.pickup ?? '',
  pickupAny: codes.pickupAny ?? '',
  calls,
  ...timings,
});

const toTransferSettings = ({
  transfer,
  callerId,
  dialling,
  accounts,
}: Tenant): contract.TransferSettings => ({
  ringTimeoutMs: transfer.ringTimeoutMs,
  incoming: toPolicies(transfer.incoming),
  outgoing: toPolicies(transfer.outgoing),
  callerId: { show: callerId.show, number: callerId.number ?? '' },
  maxOffNetLegs: dialling.maxOffNetLegs,
  showsPeers: accounts.some(({ peerDisplay }) => peerDisplay !== 'none'),
});

const toPolicies = ({
  any,
  busy,
  noAnswer,
  unavailable,
  rejected,
}: FailurePolicies): contract.FailurePolicies => ({
  any: any && toPolicy(any),
  busy: busy && toPolicy(busy),
  noAnswer: noAnswer && toPolicy(noAnswer),
  unavailable: unavailable && toPolicy(unavailable),
  rejected: rejected && toPolicy(rejected),
});

const toPolicy = (policy: FailurePolicy): contract.FailurePolicy => {
  switch (policy.action) {
    case 'return': {
      const { toTransferor, toTransferee, ringTimeoutMs, ifUnanswered } = policy;
      return {
        action: {
          $case: 'returnToTransferor',
          value: {
            toTransferor: toTransferor && toMessage(toTransferor),
            toTransferee: toTransferee && toMessage(toTransferee),
            ringTimeoutMs,
            ifUnanswered,
          },
        },
      };
    }
    case 'apologise':
      return {
        action: {
          $case: 'apologise',
          value: { message: policy.message && toMessage(policy.message) },
        },
      };
    case 'voicemail':
      return {
        action: {
          $case: 'voicemail',
          value: { mailbox: policy.mailbox ?? '', greeting: policy.greeting && toMessage(policy.greeting) },
        },
      };
  }
};

const toMessage = (message: Message): contract.Message =>
  message.type === 'Recording'
    ? { source: { $case: 'recording', value: message.name } }
    : { source: { $case: 'text', value: message.text } };
