import type { State } from '../domain/state.ts';

export interface Orphanage {
  /** What is stored of the calls. */
  readonly stored: () => AsyncIterable<{ callId: string; state: State }>;
  /** Whether call-control knows the call. */
  readonly exists: (callId: string) => Promise<boolean>;
  /** The call has ended. */
  readonly end: (callId: string) => Promise<unknown>;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * End the transfers of calls that are no more. A fact that says so may have been lost with a NATS that was killed, which can
 * even bring back transfers that were over.
 */
export const forgetOrphans = async ({ stored, exists, end, log }: Orphanage): Promise<void> => {
  for await (const { callId, state } of stored()) {
    if (await exists(callId)) continue;
    log.warn({ callId, status: state.status }, 'the call is no more: its transfer is forgotten');
    await end(callId);
  }
};
