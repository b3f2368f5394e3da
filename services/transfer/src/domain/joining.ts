import type { Leg } from './call.ts';
import { end } from './ending.ts';
import { arrange, talking } from './hearing.ts';
import { dismissDialled, hangUp } from './letting-go.ts';
import { all, type Command, type Decision, type Outcome } from './messages.ts';
import { inOrder, report } from './referral.ts';
import type { Transfer } from './state.ts';

/** Transferor and transferee talk again: the transfer is over. */
export const reunite = (
  transfer: Transfer,
  at: number,
  outcome: Outcome = 'returned',
  cause = transfer.cause,
): Decision => {
  const { transferor, transferee } = transfer;
  return all(
    { events: [{ type: 'TransferReturned', at }], commands: [] },
    putTogether(transfer, transferor, transferee),
    end(transfer, outcome, at, cause),
  );
};

/** The transferor wants the transferee back; a target that he has called goes. */
export const returnToTransferee = (transfer: Transfer, at: number): Decision =>
  all(reunite(transfer, at), dismissDialled(transfer, at));

/** Transferee and target talk, and belong together from now on: the transfer is done. */
export const join = (transfer: Transfer, target: Leg, at: number): Decision =>
  all(
    { events: [{ type: 'TransferCompleted', targetLegId: target.legId, at }], commands: [] },
    putTogether(transfer, transfer.transferee, target),
    end(transfer, 'completed', at),
  );

/**
 * Transferee and target talk; the transferor, who has asked for it by REFER, is told so and let go, one after the other: his
 * phone is to know that it has worked, and a leg of his may still be the target's partner.
 */
export const joinReferred = (
  transfer: Transfer,
  target: Leg,
  ofTransferor: readonly { legId: string }[],
  at: number,
): Decision => {
  const { transferee } = transfer;
  const { events, commands } = all(report(transfer, 200), ...ofTransferor.map((leg) => hangUp(leg, at)));
  return all(
    { events: [{ type: 'TransferCompleted', targetLegId: target.legId, at }], commands: [] },
    {
      events,
      commands: [
        inOrder(...talkTogether(transferee, target), ...commands),
        ...showPeers(transfer, transferee, target),
      ],
    },
    end(transfer, 'completed', at),
  );
};

/** Two talk, belong together from now on, and see whom they talk to. */
export const putTogether = (transfer: Transfer, one: Leg, other: Leg): Decision => ({
  events: [],
  commands: [inOrder(...talkTogether(one, other)), ...showPeers(transfer, one, other)],
});

/** In this order: if one of them holds, call-control gives the other one music once they are partners. */
const talkTogether = (one: Leg, other: Leg): readonly Command[] => [
  arrange(...talking(one, other)),
  bridge(one, other),
];

const bridge = (one: Leg, other: Leg): Command => ({
  type: 'Bridge',
  legId: one.legId,
  partnerLegId: other.legId,
});

/** Nothing where no phone of the tenant wants to know: it would have to be asked of each. */
const showPeers = ({ transferor }: Transfer, one: Leg, other: Leg): Command[] =>
  transferor.account.showsPeers ? [{ type: 'ShowPeers', legId: one.legId, peerLegId: other.legId }] : [];
