import { call as contract } from '@cordboard/contracts';
import type { Call, CallLeg, Person } from '../domain/call.ts';
import type { Accounts } from './accounts.ts';

/**
 * A call as the domain sees it; legs without media are not there yet.
 *
 * @throws {RpcError} The directory does not answer. Retryable.
 */
export const toCall = async (
  { anchored, origin, dialled, legs }: contract.Call,
  accounts: Pick<Accounts, 'get'>,
): Promise<Call> => ({
  anchored,
  byApi: origin === contract.CallOrigin.CALL_ORIGIN_API,
  dialled,
  legs: await Promise.all(legs.flatMap(toLeg).map((leg) => known(leg, accounts))),
});

/**
 * Phones of ours go by the extension and the name that the tenant has given them (SPEC § 6), whatever they say of themselves.
 *
 * @throws {RpcError} The directory does not answer. Retryable.
 */
export const known = async <P extends Person>(person: P, accounts: Pick<Accounts, 'get'>): Promise<P> => {
  const found = person.account === '' ? null : await accounts.get(person.account);
  if (found === null) return person;
  const { extension, displayName } = found.account;
  return { ...person, number: extension, displayName };
};

/** The leg of that name, or undefined where the call has none. */
export const legNamed = (call: contract.Call | undefined, legId: string): contract.Leg | undefined =>
  call?.legs.find((leg) => leg.legId === legId);

/** Characters that call-control takes. Phones and trunks may give themselves longer names. */
const LONGEST_NAME = 255;

/** A name as far as it can be shown. */
export const shownName = (name: string): string => name.slice(0, LONGEST_NAME).toWellFormed();

/** Who is at a leg; null where it has no media. */
export const toPerson = ({ legId, party, number, displayName, account }: contract.Leg): Person | null =>
  party ? { legId, party, number, displayName: shownName(displayName), account } : null;

const toLeg = (leg: contract.Leg): CallLeg[] => {
  const person = toPerson(leg);
  const { partnerLegId } = leg;
  const answered = leg.state === contract.LegState.LEG_STATE_ANSWERED;
  return person ? [{ ...person, partnerLegId, answered }] : [];
};
