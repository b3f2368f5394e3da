import type { callControl, directory, media } from '@cordboard/contracts';
import type { Log } from '@cordboard/messaging';
import { isRpcError, type RpcClient, type RpcCode } from '@cordboard/service';
import type { Command, Input } from '../domain/messages.ts';
import type { Accounts } from './accounts.ts';
import { toHearing } from './hearings.ts';
import { merge } from './merging.ts';
import { resolve } from './numbers.ts';
import { reasonOf } from './reason-phrases.ts';
import { showPeers } from './show-peers.ts';
import type { CallTimers } from './timers.ts';

/** Whom commands go to. */
export interface Services {
  callControl: RpcClient<callControl.CallControlServiceService>;
  mediaControl: RpcClient<media.MediaControlServiceService>;
  directory: RpcClient<directory.DirectoryServiceService>;
  accounts: Accounts;
  timers: CallTimers;
  log: Log;
}

/** Trying again can help. Everything else has failed for good, and the decider is told. */
const RETRYABLE: readonly RpcCode[] = [
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'RESOURCE_EXHAUSTED',
  'ABORTED',
  'CANCELLED',
];

/**
 * Carry out one command.
 *
 * @returns Its result as the next input, where it has one.
 * @throws {RpcError} Nobody answers. Retryable: every command is idempotent.
 */
export const execute = async (
  services: Services,
  callId: string,
  command: Command,
): Promise<Input | undefined> => {
  try {
    return await carryOut(services, callId, command);
  } catch (error) {
    if (!isRpcError(error)) throw error;
    if (RETRYABLE.includes(error.code)) throw error;
    // The call has ended, or its legs are in another one by now: they are not ours to part.
    if (command.type === 'Bridge' && error.details['reason'] === 'NO_SUCH_CALL') return undefined;
    services.log.warn({ err: error, callId, command }, 'command failed');
    // Somebody has gone, who hears nothing any more. What else is ordered with it says more about that.
    if (command.type === 'Arrange' && command.timed === null) return undefined;
    return { type: 'CommandFailed', command, at: Date.now() };
  }
};

const carryOut = async (services: Services, callId: string, command: Command): Promise<Input | undefined> => {
  const { callControl, mediaControl, directory, timers } = services;
  switch (command.type) {
    case 'Arrange': {
      const { timed, held } = command;
      const { durationMs } = await mediaControl.arrange({ hearings: command.hearings.map(toHearing), held });
      return timed ? { type: 'AudioStarted', audio: timed, durationMs, at: Date.now() } : undefined;
    }
    case 'Anchor':
      await callControl.anchor({ callId, releaseLegId: command.releasedLegId });
      return undefined;
    case 'Bridge':
      await callControl.bridge({ callId, legId: command.legId, partnerLegId: command.partnerLegId });
      return undefined;
    case 'Originate':
      await originate(callControl, callId, command);
      return undefined;
    case 'HangUp':
      await callControl.hangUp({ callId, legId: command.legId, q850Cause: 0 });
      return undefined;
    case 'ResolveNumber':
      return resolve(directory, command);
    case 'MergeCalls':
      return merge(callControl, callId, command.replaces);
    case 'ReportReferral': {
      const { legId, referralId, sipStatus } = command;
      await callControl.reportReferral({ callId, legId, referralId, sipStatus, reason: reasonOf(sipStatus) });
      return undefined;
    }
    case 'SendDigits':
      await sendDigits(services, callId, command);
      return undefined;
    case 'ShowPeers':
      await showPeers(services, callId, command);
      return undefined;
    case 'StartTimer':
      await timers.start(callId, command);
      return undefined;
    case 'InOrder':
      return inOrder(services, callId, command.commands);
  }
};

/** @returns The first result, which is a failure where there was one. */
const inOrder = async (
  services: Services,
  callId: string,
  commands: readonly Command[],
): Promise<Input | undefined> => {
  let first: Input | undefined;
  for (const command of commands) {
    const result = await execute(services, callId, command);
    first ??= result;
  }
  return first;
};

/** Once, or never: the party may have gone meanwhile, and digits that come twice or late are worse than none. */
const sendDigits = async (
  { mediaControl, log }: Services,
  callId: string,
  { party, digits }: Extract<Command, { type: 'SendDigits' }>,
): Promise<void> => {
  const [digit = '', ...following] = digits;
  await mediaControl.sendDigit({ party, digit, following: following.join('') }).catch((error: unknown) => {
    if (!isRpcError(error)) throw error;
    log.warn({ err: error, callId, party }, 'digits are lost');
  });
};

const originate = async (
  callControl: Services['callControl'],
  callId: string,
  command: Extract<Command, { type: 'Originate' }>,
): Promise<void> => {
  const { legId, requestUri, from, onBehalfOf, ringTimeoutMs, offNet, divertedFrom } = command;
  await callControl.originate({
    callId,
    legId,
    requestUri,
    fromUri: from.uri,
    fromDisplay: from.displayName,
    onBehalfOf,
    ringTimeoutMs,
    ...(offNet ? { offNet } : {}),
    ...(divertedFrom ? { divertedFrom } : {}),
  });
};
