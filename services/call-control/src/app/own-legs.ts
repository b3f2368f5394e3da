/** Names of the legs that we dial. */
import { createHmac } from 'node:crypto';
import type { Attempt, OffNetPlace } from '../domain/call.ts';

/** Our tag towards a leg. Nobody can guess it (RFC 3261 §19.3), and a process that takes over finds it again. */
export const ownTag = (secret: string, callId: string, legId: string): string =>
  createHmac('sha256', secret).update(`${callId} ${legId}`).digest('hex').slice(0, 32);

/** Whose off-net leg it is, and how many the tenant may have at once; 0: any number. */
export interface OffNet {
  readonly tenant: string;
  readonly maxLegs: number;
}

/** Only off-net legs of a tenant that has a limit are counted, and no emergency call: there is always a place for that. */
export const placed = (
  callId: string,
  legId: string,
  { requestUri }: Pick<Attempt, 'requestUri'>,
  offNet: OffNet | undefined,
): { offNet?: { place: OffNetPlace; maxLegs: number } } =>
  offNet === undefined || offNet.maxLegs === 0 || isEmergency(requestUri)
    ? {}
    : { offNet: { place: { tenant: offNet.tenant, callId, legId }, maxLegs: offNet.maxLegs } };

/** What leaves for the public network is in E.164, with a plus, but for emergency numbers, which are dialled as they are. */
const isEmergency = (requestUri: string): boolean => !requestUri.startsWith('sip:+');
