/** Names of the legs that we dial. */
import { createHmac } from 'node:crypto';
import type { directory as contract } from '@cordboard/contracts';
import type { OffNetPlace } from '../domain/call.ts';

/** Our tag towards a leg. Nobody can guess it (RFC 3261 §19.3), and a process that takes over finds it again. */
export const ownTag = (secret: string, callId: string, legId: string): string =>
  createHmac('sha256', secret).update(`${callId} ${legId}`).digest('hex').slice(0, 32);

/** Whose off-net leg it is, and how many the tenant may have at once; 0: any number. */
export interface OffNet {
  readonly tenant: string;
  readonly maxLegs: number;
}

/** Of a leg that an account dials; undefined where it stays inside. Emergency numbers, which have no plus, can always be dialled. */
export const offNetOf = (
  { tenant, transfer }: Pick<contract.Account, 'tenant' | 'transfer'>,
  { offNet, number }: Pick<contract.Target, 'offNet' | 'number'>,
): OffNet | undefined =>
  offNet ? { tenant, maxLegs: number.startsWith('+') ? (transfer?.maxOffNetLegs ?? 0) : 0 } : undefined;

/** Only off-net legs of a tenant that has a limit are counted. */
export const placed = (
  callId: string,
  legId: string,
  offNet: OffNet | undefined,
): { offNet?: { place: OffNetPlace; maxLegs: number } } =>
  offNet === undefined || offNet.maxLegs === 0
    ? {}
    : { offNet: { place: { tenant: offNet.tenant, callId, legId }, maxLegs: offNet.maxLegs } };
