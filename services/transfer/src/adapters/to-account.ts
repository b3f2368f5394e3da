import { directory as contract } from '@cordboard/contracts';
import type {
  Account,
  CallerId,
  FailurePolicies,
  FailurePolicy,
  FeatureProfile,
  Message,
  ReturnPolicy,
} from '../domain/account.ts';
import type { Direction } from '../domain/call.ts';
import { limits } from '../domain/limits.ts';

/** How an account's phones are told whom they talk to. */
export type PeerDisplay = 'none' | 'update' | 'reinvite';

/** An account with what depends on the leg, or is no business of the domain. */
export interface KnownAccount {
  /** As its own phones act. */
  account: Account;
  /** Of the mobile that answers a forwarded call. */
  mobileProfile: FeatureProfile;
  peerDisplay: PeerDisplay;
}

/** What a directory that leaves a value out means by it (proto/cordboard/directory/v1). */
const defaults = {
  interdigitMs: 1_000,
  numberTimeoutMs: 3_000,
  firstDigitMs: 10_000,
  attempts: 3,
  ringTimeoutMs: 30_000,
};

/** The directory's account; null for one without a profile. */
export const toKnownAccount = (from: contract.Account): KnownAccount | null => {
  const { account, tenant, extension, displayName, language, profile, mobileProfile, transfer } = from;
  if (!profile) return null;
  return {
    account: {
      account,
      tenant,
      domain: account.slice(account.indexOf('@') + 1),
      extension,
      displayName,
      language,
      profile: toProfile(profile),
      ringTimeoutMs: transfer?.ringTimeoutMs || defaults.ringTimeoutMs,
      policies: { incoming: toPolicies(transfer?.incoming), outgoing: toPolicies(transfer?.outgoing) },
      callerId: toCallerId(transfer?.callerId),
      maxOffNetLegs: transfer?.maxOffNetLegs ?? 0,
      showsPeers: transfer?.showsPeers ?? false,
    },
    mobileProfile: toProfile(mobileProfile ?? withoutCodes),
    peerDisplay: oneOf(['update', 'reinvite'], from.peerDisplay) ?? 'none',
  };
};

/** The keys of a mobile mean nothing where the tenant has no profile for them. */
const withoutCodes = contract.FeatureProfile.fromJSON({});

const toProfile = (profile: contract.FeatureProfile): FeatureProfile => ({
  startAttended: profile.startAttended,
  startBlind: profile.startBlind,
  return: profile.return,
  conference: profile.conference,
  terminator: profile.terminator,
  interdigitMs: profile.interdigitMs || defaults.interdigitMs,
  numberTimeoutMs: profile.numberTimeoutMs || defaults.numberTimeoutMs,
  firstDigitMs: profile.firstDigitMs || defaults.firstDigitMs,
  attempts: profile.attempts || defaults.attempts,
  calls: profile.calls.filter((one): one is Direction => oneOf(directions, one) !== null),
});

const directions: readonly Direction[] = ['incoming', 'outgoing', 'api'];

const toPolicies = (policies: contract.FailurePolicies | undefined): FailurePolicies => ({
  any: toPolicy(policies?.any),
  busy: toPolicy(policies?.busy),
  noAnswer: toPolicy(policies?.noAnswer),
  unavailable: toPolicy(policies?.unavailable),
  rejected: toPolicy(policies?.rejected),
});

const toPolicy = (policy: contract.FailurePolicy | undefined): FailurePolicy | null => {
  switch (policy?.action?.$case) {
    case 'returnToTransferor':
      return toReturn(policy.action.value);
    case 'apologise':
      return { action: 'apologise', message: toMessage(policy.action.value.message) };
    case 'voicemail': {
      const { mailbox, greeting } = policy.action.value;
      return { action: 'voicemail', mailbox, greeting: toMessage(greeting) };
    }
    default:
      return null;
  }
};

const toReturn = (policy: contract.ReturnToTransferor): ReturnPolicy => ({
  action: 'return',
  toTransferor: toMessage(policy.toTransferor),
  toTransferee: toMessage(policy.toTransferee),
  ringTimeoutMs: policy.ringTimeoutMs || limits.recallMs,
  ifUnanswered: oneOf(['route-again', 'voicemail'], policy.ifUnanswered) ?? 'apologise',
});

const toMessage = (message: contract.Message | undefined): Message | null => {
  switch (message?.source?.$case) {
    case 'recording':
      return { recording: message.source.value };
    case 'text':
      return { text: message.source.value };
    default:
      return null;
  }
};

const toCallerId = (callerId: contract.CallerId | undefined): CallerId => ({
  show: oneOf(['dialled', 'transferee', 'fixed'], callerId?.show) ?? 'transferor',
  number: callerId?.number ?? '',
});

const oneOf = <Word extends string>(words: readonly Word[], word: string | undefined): Word | null =>
  words.find((one) => one === word) ?? null;
