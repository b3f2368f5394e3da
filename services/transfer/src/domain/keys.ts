import type { FeatureProfile } from './account.ts';
import { legOf, peerOf } from './call.ts';
import { type Code, codes, type Pressed } from './codes.ts';
import type { Decision, Input } from './messages.ts';
import type { Pair, State } from './state.ts';

/** What a code asks for. */
export type CodeAction = 'StartAttended' | 'StartBlind' | 'NumberTerminated' | 'ReturnPressed';

/** The codes that have a meaning in a state; in every other state their keys are plain digits (SPEC § 1). */
export const meaningfulCodes = (
  status: State['status'],
  profile: FeatureProfile,
): readonly Code<CodeAction>[] => {
  switch (status) {
    case 'Idle':
      return codes(
        { keys: profile.startAttended, action: 'StartAttended' },
        { keys: profile.startBlind, action: 'StartBlind' },
      );
    case 'CollectingNumber':
      return codes(
        { keys: profile.terminator, action: 'NumberTerminated' },
        { keys: profile.return, action: 'ReturnPressed' },
      );
    case 'ResolvingNumber':
    case 'TargetRinging':
    case 'Consulting':
    case 'ExplainingFailure':
      return codes({ keys: profile.return, action: 'ReturnPressed' });
    case 'TargetRingingUnattended':
    case 'Apologising':
    case 'TransferorAlone':
      return [];
  }
};

/** The pair that a key in a plain call would be about; null where the one who presses is alone. */
export const pairOf = ({ call, legId, account }: Extract<Input, { type: 'DigitPressed' }>): Pair | null => {
  const leg = legOf(call, legId);
  const peer = leg && peerOf(call, leg);
  return leg && peer
    ? {
        transferor: { legId, party: leg.party, account },
        transferee: { legId: peer.legId, party: peer.party },
      }
    : null;
};

/** Keys that are held for a code which they begin, with the pair that it is about. */
export interface Held extends Pair {
  pressed: Pressed;
}

/** All that is held in a state. */
export const heldKeys = (state: State): readonly Held[] => {
  if (state.status === 'Idle') return state.begunCodes;
  return state.pressed ? [{ ...state, pressed: state.pressed }] : [];
};

/** Remember keys until they are a code, or act on them in time if they are one already. */
export const hold = (pressed: Pressed, { transferor, transferee }: Pair, state: State): Decision => {
  const { at, actsAt, legId } = pressed;
  return {
    events: [
      state.status === 'Idle'
        ? { type: 'CodeBegun', code: { pressed, transferor, transferee }, at }
        : { type: 'KeysHeld', pressed, at },
    ],
    commands: actsAt === null ? [] : [{ type: 'StartTimer', name: `code-${legId}`, dueAt: actsAt }],
  };
};

/** Forget the keys that a leg has begun with. */
export const drop = (legId: string, at: number, state: State): Decision => ({
  events: [state.status === 'Idle' ? { type: 'CodeDropped', legId, at } : { type: 'KeysDropped', at }],
  commands: [],
});
