import { actionOf, press } from './codes.ts';
import { evolve } from './evolve.ts';
import { type CodeAction, drop, heldKeys, hold, meaningfulCodes } from './keys.ts';
import { isParted } from './letting-go.ts';
import { limits } from './limits.ts';
import { all, type Decision, type Input, nothing } from './messages.ts';
import { type Pair, pairOf } from './pair.ts';
import { occur } from './phases.ts';
import { awaited, freed, sendOn } from './sending-on.ts';
import { startByCode } from './starting.ts';
import type { BegunCode, State } from './state.ts';

type DigitPressed = Extract<Input, { type: 'DigitPressed' }>;

/** One key of the one who transfers, or who may begin to. */
export const onDigit = (input: DigitPressed, state: State): Decision => {
  const { account } = input;
  const pair = state.status !== 'Idle' ? state : account && pairOf(input.call, input.legId, account);
  if (pair?.transferor.legId !== input.legId)
    return input.undelivered ? sendOn(input.legId, input.digit, state) : nothing;

  const { legId, digit, at, handledAt } = input;
  if (state.status === 'Idle' && (handledAt - at > limits.staleKeyMs || isParted(pair, state)))
    return nothing;

  const { interdigitMs } = pair.transferor.account.profile;
  const before = heldKeys(state).find(({ pressed }) => pressed.legId === legId)?.pressed ?? null;
  const begunAt = before && at - before.at <= interdigitMs ? before.at : at;
  const match = press(input, before, meaningfulCodes(state, pair, begunAt), interdigitMs);
  const forget = before ? drop(legId, at, state) : nothing;
  switch (match.type) {
    case 'Whole':
      return all(forget, act(match.action, pair, at, state));
    case 'Begun':
      return all(
        sendOn(legId, freed(before, match.pressed), state),
        hold(awaited(match.pressed, input, state, interdigitMs), pair, state),
      );
    case 'Overtaken': {
      const acted = all(forget, act(match.action, pair, at, state));
      const now = acted.events.reduce(evolve, state);
      // A transfer that is over with this is followed by no other in the same breath: the parties are still on their way back.
      return now.status === 'Idle' ? acted : all(acted, onDigit(input, now));
    }
    case 'None':
      return all(
        forget,
        sendOn(legId, freed(before, null) + (input.undelivered ? digit : ''), state),
        occur({ type: 'DigitPressed', digit, at }, state),
      );
  }
};

/** A code has waited long enough for a longer one. */
export const onCodeDue = (held: BegunCode, at: number, state: State): Decision => {
  const { legId, keys, at: begunAt } = held.pressed;
  const action = actionOf(keys, meaningfulCodes(state, held, begunAt));
  return all(
    drop(legId, at, state),
    action === null ? sendOn(legId, freed(held.pressed, null), state) : act(action, held, at, state),
  );
};

const act = (action: CodeAction, pair: Pair, at: number, state: State): Decision => {
  switch (action) {
    case 'StartAttended':
      return startByCode('attended', pair, at);
    case 'StartBlind':
      return startByCode('blind', pair, at);
    default:
      return occur({ type: action, at }, state);
  }
};
