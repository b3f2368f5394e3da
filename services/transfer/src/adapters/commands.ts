import type { callControl, directory, media } from '@cordboard/contracts';
import { directory as directoryContract } from '@cordboard/contracts';
import type { Log } from '@cordboard/messaging';
import { isRpcError, type RpcClient, type RpcCode } from '@cordboard/service';
import type { Command, Hearing, Input } from '../domain/messages.ts';
import type { CallTimers } from './timers.ts';

/** Whom commands go to. */
export interface Services {
  callControl: RpcClient<callControl.CallControlServiceService>;
  mediaControl: RpcClient<media.MediaControlServiceService>;
  directory: RpcClient<directory.DirectoryServiceService>;
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
    if (!isRpcError(error) || isRpcError(error, ...RETRYABLE)) throw error;
    services.log.warn({ err: error, callId, command }, 'command failed');
    return { type: 'CommandFailed', command, at: Date.now() };
  }
};

const carryOut = async (
  { callControl, mediaControl, directory, timers }: Services,
  callId: string,
  command: Command,
): Promise<Input | undefined> => {
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
    case 'Originate': {
      const { legId, requestUri, from, ringTimeoutMs } = command;
      await callControl.originate({
        callId,
        legId,
        requestUri,
        fromUri: `sip:${from.account}`,
        fromDisplay: from.displayName,
        onBehalfOf: from.account,
        ringTimeoutMs,
      });
      return undefined;
    }
    case 'HangUp':
      await callControl.hangUp({ callId, legId: command.legId, q850Cause: 0 });
      return undefined;
    case 'ResolveNumber':
      return resolve(directory, command);
    case 'StartTimer':
      await timers.start(callId, command);
      return undefined;
  }
};

const resolve = async (
  directory: Services['directory'],
  { account, dialled }: Extract<Command, { type: 'ResolveNumber' }>,
): Promise<Input> => {
  const { result } = await directory.resolveTarget({ account, dialled });
  const at = Date.now();
  if (result?.$case === 'target') {
    const { requestUri, number, offNet } = result.value;
    return { type: 'NumberResolved', dialled, target: { requestUri, number, offNet }, at };
  }
  const notAllowed = result?.value === directoryContract.Refusal.REFUSAL_NOT_ALLOWED;
  return { type: 'NumberRefused', dialled, cause: notAllowed ? 'not-allowed' : 'unknown-number', at };
};

const toHearing = ({ party, hears, fresh }: Hearing): media.Hearing => ({
  party,
  source: sourceOf(hears),
  ...(fresh === undefined ? {} : { fresh }),
});

const sourceOf = (hears: Hearing['hears']): NonNullable<media.Hearing['source']> => {
  switch (hears.type) {
    case 'Silence':
      return { $case: 'silence', value: {} };
    case 'Audio': {
      const { name, language, repeat } = hears;
      return { $case: 'audio', value: { name, language, repeat } };
    }
    case 'Parties':
      return { $case: 'parties', value: { parties: [...hears.parties] } };
  }
};
