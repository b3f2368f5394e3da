import { call as contract } from '@cordboard/contracts';
import type { Delivery } from '@cordboard/messaging';
import type { FailureCause, Input } from '../domain/messages.ts';
import type { Accounts } from './accounts.ts';
import { TIMER_DUE, toTimerDue } from './timers.ts';
import { known, legNamed, toCall, toPerson } from './to-call.ts';

type Fact = NonNullable<contract.CallEvent['fact']>;

/**
 * What has happened to a call, as an input; null for what can mean nothing to a transfer. A digit of a party for whom no
 * account of ours acts stops here, unless it is to be sent on.
 *
 * @throws {MalformedMessage} Not JSON.
 * @throws {RpcError} The directory does not answer. Retryable.
 */
export const toInput = async (delivery: Delivery, accounts: Accounts): Promise<Input | null> => {
  if (delivery.tokens.at(-1) === TIMER_DUE) return toTimerDue(delivery);
  const { atMs: at, call, fact } = contract.CallEvent.fromJSON(delivery.json());
  if (!fact) return null;
  switch (fact.$case) {
    case 'digitPressed': {
      const { legId, digit, undelivered } = fact.value;
      const leg = legNamed(call, legId);
      if (!leg || !call) return null;
      const [account, now] = await Promise.all([accounts.actingAt(leg), toCall(call, accounts)]);
      if (!account && !undelivered) return null;
      const handledAt = Date.now();
      return { type: 'DigitPressed', legId, digit, undelivered, call: now, account, at, handledAt };
    }
    case 'legRinging':
      return { type: 'LegRinging', legId: fact.value.legId, at };
    case 'legEarlyMedia':
      return withParty('LegEarlyMedia', fact, call, at);
    case 'legAnswered':
      return withParty('LegAnswered', fact, call, at);
    case 'legFailed': {
      const { legId, kind, sipStatus } = fact.value;
      return { type: 'LegFailed', legId, cause: causes[kind], sipStatus, at };
    }
    case 'legEnded':
      return { type: 'LegEnded', legId: fact.value.legId, at };
    case 'legReplaced':
      return toLegReplaced(fact.value, call, accounts, at);
    case 'referReceived':
      return toReferReceived(fact.value, call, accounts, at);
    case 'callEnded':
      return { type: 'CallEnded', at };
    case 'callMerged':
      return { type: 'CallMerged', at };
    default:
      return null;
  }
};

const withParty = (
  type: 'LegEarlyMedia' | 'LegAnswered',
  { value: { legId } }: Extract<Fact, { $case: 'legEarlyMedia' | 'legAnswered' }>,
  call: contract.Call | undefined,
  at: number,
): Input | null => {
  const party = legNamed(call, legId)?.party;
  return party ? { type, legId, party, at } : null;
};

const toLegReplaced = async (
  { legId, byLegId }: contract.LegReplaced,
  call: contract.Call | undefined,
  accounts: Accounts,
  at: number,
): Promise<Input | null> => {
  const leg = legNamed(call, byLegId);
  const person = leg && toPerson(leg);
  if (!person) return null;
  const [by, account] = await Promise.all([known(person, accounts), accounts.actingAt(leg)]);
  return { type: 'LegReplaced', legId, by, account, at };
};

const toReferReceived = async (
  { legId, referralId, referTo, replaces }: contract.ReferReceived,
  call: contract.Call | undefined,
  accounts: Accounts,
  at: number,
): Promise<Input | null> => {
  const leg = legNamed(call, legId);
  if (!leg || !call) return null;
  const account = await accounts.actingAt(leg);
  return {
    type: 'ReferReceived',
    legId,
    referralId,
    referTo,
    replaces: replaces ?? null,
    call: await toCall(call, accounts),
    account,
    at,
  };
};

const causes: Readonly<Record<contract.FailureKind, FailureCause>> = {
  FAILURE_KIND_BUSY: 'busy',
  FAILURE_KIND_NO_ANSWER: 'no-answer',
  FAILURE_KIND_REJECTED: 'rejected',
  FAILURE_KIND_UNAVAILABLE: 'unavailable',
  FAILURE_KIND_UNKNOWN_NUMBER: 'unknown-number',
  // Cancelled by call-control's own ring timeout: those that we cancel ourselves are not waited for any more.
  FAILURE_KIND_CANCELLED: 'no-answer',
  FAILURE_KIND_NOT_ALLOWED: 'not-allowed',
  FAILURE_KIND_ERROR: 'error',
  FAILURE_KIND_UNSPECIFIED: 'error',
  UNRECOGNIZED: 'error',
};
