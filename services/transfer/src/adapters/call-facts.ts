import { call as contract } from '@cordboard/contracts';
import type { Delivery } from '@cordboard/messaging';
import type { Call, CallLeg } from '../domain/call.ts';
import type { FailureCause, Input } from '../domain/messages.ts';
import type { Accounts } from './accounts.ts';
import { TIMER_DUE, toTimerDue } from './timers.ts';

type Fact = NonNullable<contract.CallEvent['fact']>;

/**
 * What has happened to a call, as an input; null for what can mean nothing to a transfer. A digit of a party that is no
 * account of ours stops here.
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
      const { legId, digit } = fact.value;
      const name = legOf(call, legId)?.account;
      const account = name ? await accounts.get(name) : null;
      if (!account || !call) return null;
      return { type: 'DigitPressed', legId, digit, call: toCall(call), account, at, handledAt: Date.now() };
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
    case 'callEnded':
      return { type: 'CallEnded', at };
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
  const party = legOf(call, legId)?.party;
  return party ? { type, legId, party, at } : null;
};

const legOf = (call: contract.Call | undefined, legId: string): contract.Leg | undefined =>
  call?.legs.find((leg) => leg.legId === legId);

const toCall = ({ anchored, legs }: contract.Call): Call => ({ anchored, legs: legs.flatMap(toLeg) });

const toLeg = ({ legId, state, party, partnerLegId }: contract.Leg): CallLeg[] =>
  party ? [{ legId, party, partnerLegId, answered: state === contract.LegState.LEG_STATE_ANSWERED }] : [];

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
