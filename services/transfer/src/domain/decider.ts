import { apologising } from './apologising.ts';
import { onCancelledTarget } from './cancelled-target.ts';
import { actionOf, press } from './codes.ts';
import { collectingNumber } from './collecting-number.ts';
import { consulting } from './consulting.ts';
import { onBridgingFailed, onCallEnded } from './ending.ts';
import { evolve } from './evolve.ts';
import { explainingFailure } from './explaining-failure.ts';
import { type CodeAction, drop, heldKeys, hold, meaningfulCodes, pairOf } from './keys.ts';
import { limits } from './limits.ts';
import { type Decision, type Input, nothing } from './messages.ts';
import { type Meaningful, meaningOf, type Occurrence, type Phase } from './occurrences.ts';
import { all, wakeAgain } from './outcomes.ts';
import { resolvingNumber } from './resolving-number.ts';
import { onAnchoringFailed, start } from './starting.ts';
import { deadlineOf, type Pair, type State, type Transfer } from './state.ts';
import { targetRinging } from './target-ringing.ts';
import { targetRingingUnattended } from './target-ringing-unattended.ts';
import { transferorAlone } from './transferor-alone.ts';

export { evolve } from './evolve.ts';
export { initialState, isFinal } from './state.ts';

/** What each state of a transfer makes of each occurrence. */
const phases: { readonly [S in Transfer as S['status']]: Phase<S> } = {
  CollectingNumber: collectingNumber,
  ResolvingNumber: resolvingNumber,
  TargetRinging: targetRinging,
  TargetRingingUnattended: targetRingingUnattended,
  Consulting: consulting,
  ExplainingFailure: explainingFailure,
  Apologising: apologising,
  TransferorAlone: transferorAlone,
};

/** What follows from an input in a state. Pure: time and ids come in, orders go out. */
export const decide = (input: Input, state: State): Decision => {
  const ofCancelledTarget = onCancelledTarget(input, state);
  if (ofCancelledTarget) return ofCancelledTarget;
  switch (input.type) {
    case 'DigitPressed':
      return onDigit(input, state);
    case 'TimerDue':
      return onTimer(input, state);
    case 'CommandFailed':
      return onCommandFailed(input, state);
    case 'CallEnded':
      return onCallEnded(state, input.at);
    default:
      return duringTransfer(input, state);
  }
};

const onDigit = (input: Extract<Input, { type: 'DigitPressed' }>, state: State): Decision => {
  const pair = state.status === 'Idle' ? pairOf(input) : state;
  if (pair?.transferor.legId !== input.legId) return nothing;

  const { legId, digit, at, handledAt } = input;
  if (state.status === 'Idle' && handledAt - at > limits.staleKeyMs) return nothing;

  const { profile } = pair.transferor.account;
  const before = heldKeys(state).find(({ pressed }) => pressed.legId === legId)?.pressed ?? null;
  const match = press(input, before, meaningfulCodes(state.status, profile), profile.interdigitMs);
  const forget = before ? drop(legId, at, state) : nothing;
  switch (match.type) {
    case 'Whole':
      return all(forget, act(match.action, pair, at, state));
    case 'Begun':
      return hold(match.pressed, pair, state);
    case 'Overtaken': {
      const acted = all(forget, act(match.action, pair, at, state));
      return all(acted, onDigit(input, acted.events.reduce(evolve, state)));
    }
    case 'None':
      return all(forget, occur({ type: 'DigitPressed', digit, at }, state));
  }
};

const onTimer = (input: Extract<Input, { type: 'TimerDue' }>, state: State): Decision => {
  const { at, dueAt } = input;
  const held = heldKeys(state).find(({ pressed }) => pressed.actsAt === dueAt);
  if (!held) return isEarly(dueAt, state) ? wakeAgain(state) : duringTransfer(input, state);

  const { legId, keys } = held.pressed;
  const meaningful = meaningfulCodes(state.status, held.transferor.account.profile);
  const action = actionOf(keys, meaningful);
  return all(drop(legId, at, state), action === null ? nothing : act(action, held, at, state));
};

/** The deadline has moved away since the timer was started. */
const isEarly = (dueAt: number, state: State): boolean =>
  state.status !== 'Idle' && dueAt < (deadlineOf(state) ?? 0);

const act = (action: CodeAction, pair: Pair, at: number, state: State): Decision => {
  switch (action) {
    case 'StartAttended':
      return start('attended', pair, at);
    case 'StartBlind':
      return start('blind', pair, at);
    case 'NumberTerminated':
    case 'ReturnPressed':
      return occur({ type: action, at }, state);
  }
};

const onCommandFailed = (input: Extract<Input, { type: 'CommandFailed' }>, state: State): Decision => {
  switch (input.command.type) {
    case 'Anchor':
      return onAnchoringFailed(state, input.at);
    case 'Bridge':
      return onBridgingFailed(input.command, state);
    default:
      return duringTransfer(input, state);
  }
};

const duringTransfer = (input: Meaningful, state: State): Decision => {
  const occurrence = state.status === 'Idle' ? null : meaningOf(input, state);
  return occurrence ? occur(occurrence, state) : nothing;
};

const occur = (occurrence: Occurrence, state: State): Decision => {
  if (state.status === 'Idle') return nothing;
  // The compiler cannot see that a state and the phase of its name fit together; the type of `phases` makes them.
  const phase = phases[state.status] as unknown as Record<
    Occurrence['type'],
    (occurrence: Occurrence, state: State) => Decision
  >;
  return phase[occurrence.type](occurrence, state);
};
