import { type call as contract, callControl as control } from '@cordboard/contracts';
import type { Log } from '@cordboard/messaging';
import type { RpcClient } from '@cordboard/service';
import { uriOf } from '../domain/caller-id.ts';
import type { Command } from '../domain/messages.ts';
import type { Accounts } from './accounts.ts';
import type { KnownAccount, PeerDisplay } from './to-account.ts';
import { legNamed, shownName } from './to-call.ts';

interface Services {
  callControl: RpcClient<control.CallControlServiceService>;
  accounts: Accounts;
  log: Log;
}

/** A display is not worth waiting for longer, milliseconds: what the parties do next waits behind it. */
const DEADLINE_MS = 1_000;

const methods: Readonly<Record<Exclude<PeerDisplay, 'none'>, control.PeerDisplay>> = {
  update: control.PeerDisplay.PEER_DISPLAY_UPDATE,
  reinvite: control.PeerDisplay.PEER_DISPLAY_REINVITE,
};

/**
 * Tell the phones of two parties whom they talk to now, where their accounts want to know; a trunk is never told. It never
 * fails: that a display stays as it was changes nothing.
 *
 * @see RFC 5876 §3.2.
 */
export const showPeers = async (
  { callControl, accounts, log }: Services,
  callId: string,
  { legId, peerLegId }: Extract<Command, { type: 'ShowPeers' }>,
): Promise<void> => {
  const show = async (at: contract.Leg, peer: contract.Leg) => {
    const method = (await knownAt(accounts, at))?.peerDisplay ?? 'none';
    if (method === 'none') return;
    const shown = peerOf(peer, await knownAt(accounts, peer), at.account);
    await callControl.showPeer(
      { callId, legId: at.legId, method: methods[method], ...shown },
      { deadlineMs: DEADLINE_MS },
    );
  };
  try {
    const { call } = await callControl.getCall({ callId }, { deadlineMs: DEADLINE_MS });
    const one = legNamed(call, legId);
    const other = legNamed(call, peerLegId);
    if (one && other) await Promise.all([show(one, other), show(other, one)]);
  } catch (error) {
    log.info({ err: error, callId, legId, peerLegId }, 'not shown whom they talk to');
  }
};

const knownAt = (accounts: Accounts, { account, trunk }: contract.Leg): Promise<KnownAccount | null> =>
  account && !trunk ? accounts.get(account) : Promise.resolve(null);

const peerOf = (
  leg: contract.Leg,
  known: KnownAccount | null,
  shownTo: string,
): { uri: string; displayName: string } => {
  if (known) {
    const { extension, domain } = known.account;
    return { uri: `sip:${extension}@${domain}`, displayName: known.account.displayName };
  }
  return {
    uri: uriOf(leg, shownTo.slice(shownTo.indexOf('@') + 1)),
    displayName: shownName(leg.displayName),
  };
};
