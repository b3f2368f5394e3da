import type { FeatureProfile } from './account.ts';
import type { Direction } from './call.ts';
import { type Code, codes, type Pressed } from './codes.ts';
import type { Decision } from './messages.ts';
import type { Pair, Transferor } from './pair.ts';
import type { BegunCode, State } from './state.ts';

/** What a code asks for. */
export type CodeAction =
  | 'StartAttended'
  | 'StartBlind'
  | 'NumberTerminated'
  | 'ReturnPressed'
  | 'ConferencePressed';

/**
 * The codes that have a meaning in a state and in this call; in every other their keys are plain digits (SPEC § 1).
 *
 * @param at - When the first of the keys was pressed.
 */
export const meaningfulCodes = (
  state: State,
  { transferor, direction }: Pair,
  at: number,
): readonly Code<CodeAction>[] => {
  const { profile } = transferor.account;
  if (!countsIn(direction, profile)) return [];
  const inCall = codesIn(state, profile);
  return isLateReturn(state, transferor, at)
    ? [...codes<CodeAction>({ keys: profile.return, action: 'ReturnPressed' }), ...inCall]
    : inCall;
};

/** A return code would start a transfer, while its presser wants back to whom he has back already. */
const isLateReturn = (state: State, { legId, account }: Transferor, at: number): boolean =>
  state.status === 'Idle' &&
  state.reunion?.transferorLegId === legId &&
  at <= state.reunion.until &&
  returnsLikeStarting(account.profile);

/** Whoever returns presses the keys of a start code first. */
export const returnsLikeStarting = ({ startAttended, startBlind, return: back }: FeatureProfile): boolean =>
  [startAttended, startBlind].some((start) => start !== '' && back.startsWith(start));

const countsIn = (direction: Direction, { calls }: FeatureProfile): boolean =>
  calls.length === 0 || calls.includes(direction);

const codesIn = (state: State, profile: FeatureProfile): readonly Code<CodeAction>[] => {
  const goBack = { keys: profile.return, action: 'ReturnPressed' } as const;
  switch (state.status) {
    case 'Idle':
      return codes<CodeAction>(
        { keys: profile.startAttended, action: 'StartAttended' },
        { keys: profile.startBlind, action: 'StartBlind' },
      );
    case 'CollectingNumber': {
      const terminate = { keys: profile.terminator, action: 'NumberTerminated' } as const;
      // Of two equal codes the first counts: where # both ends a number and returns, there must be a number to end.
      return state.digits === ''
        ? codes<CodeAction>(goBack, terminate)
        : codes<CodeAction>(terminate, goBack);
    }
    case 'Consulting':
      return codes<CodeAction>({ keys: profile.conference, action: 'ConferencePressed' }, goBack);
    case 'ResolvingNumber':
    case 'TargetRinging':
    case 'Conferring':
    case 'ExplainingFailure':
      return codes<CodeAction>(goBack);
    default:
      return [];
  }
};

/** All keys that are held in a state for a code which they begin. */
export const heldKeys = (state: State): readonly BegunCode[] => {
  if (state.status === 'Idle') return state.begunCodes;
  return state.pressed ? [{ ...state, pressed: state.pressed }] : [];
};

/** Remember keys until they are a code, or act on them in time if they are one already. */
export const hold = (
  pressed: Pressed,
  { transferor, transferee, direction, dialled }: Pair,
  state: State,
): Decision => {
  const { at, actsAt, sentAt, legId } = pressed;
  const dueAt = actsAt ?? sentAt;
  return {
    events: [
      state.status === 'Idle'
        ? { type: 'CodeBegun', code: { pressed, transferor, transferee, direction, dialled }, at }
        : { type: 'KeysHeld', pressed, at },
    ],
    commands: dueAt === undefined ? [] : [{ type: 'StartTimer', name: `code-${legId}`, dueAt }],
  };
};

/** Forget the keys that a leg has begun with. */
export const drop = (legId: string, at: number, state: State): Decision => ({
  events: [state.status === 'Idle' ? { type: 'CodeDropped', legId, at } : { type: 'KeysDropped', at }],
  commands: [],
});
