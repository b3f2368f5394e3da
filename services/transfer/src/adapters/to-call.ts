import { call as contract } from '@cordboard/contracts';
import type { Call, CallLeg, Person } from '../domain/call.ts';

/** A call as the domain sees it; legs without media are not there yet. */
export const toCall = ({ anchored, origin, dialled, legs }: contract.Call): Call => ({
  anchored,
  byApi: origin === contract.CallOrigin.CALL_ORIGIN_API,
  dialled,
  legs: legs.flatMap(toLeg),
});

/** The leg of that name, or undefined where the call has none. */
export const legNamed = (call: contract.Call | undefined, legId: string): contract.Leg | undefined =>
  call?.legs.find((leg) => leg.legId === legId);

/** Who is at a leg; null where it has no media. */
export const toPerson = ({ legId, party, number, displayName, account }: contract.Leg): Person | null =>
  party ? { legId, party, number, displayName, account } : null;

const toLeg = (leg: contract.Leg): CallLeg[] => {
  const person = toPerson(leg);
  const { partnerLegId } = leg;
  const answered = leg.state === contract.LegState.LEG_STATE_ANSWERED;
  return person ? [{ ...person, partnerLegId, answered }] : [];
};
