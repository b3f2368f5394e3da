/** Names of the legs that we dial. */
import { createHmac } from 'node:crypto';
import type { OffNetPlace } from '../domain/call.ts';

/** Our tag towards a leg. Nobody can guess it (RFC 3261 §19.3), and a process that takes over finds it again. */
export const ownTag = (secret: string, callId: string, legId: string): string =>
  createHmac('sha256', secret).update(`${callId} ${legId}`).digest('hex').slice(0, 32);

/** Only off-net legs of a tenant that has a limit are counted. */
export const placed = (
  callId: string,
  legId: string,
  offNet: { readonly tenant: string; readonly maxLegs: number } | undefined,
): { offNet?: { place: OffNetPlace; maxLegs: number } } =>
  offNet === undefined || offNet.maxLegs === 0
    ? {}
    : { offNet: { place: { tenant: offNet.tenant, callId, legId }, maxLegs: offNet.maxLegs } };
