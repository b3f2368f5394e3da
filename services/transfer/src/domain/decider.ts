import { onBridgingFailed, onCallEnded, onCallMerged } from './ending.ts';
import { onCodeDue, onDigit } from './keypad.ts';
import { heldKeys } from './keys.ts';
import { onGivenUpLeg } from './letting-go.ts';
import { all, type Command, type Decision, type Hearing, type Input, nothing } from './messages.ts';
import { named } from './naming.ts';
import { type Meaningful, meaningOf } from './occurrences.ts';
import { occur } from './phases.ts';
import { onLegReplaced } from './replacing.ts';
import { isRequest, onRequest } from './requests.ts';
import { onAnchoringFailed, startByRefer } from './starting.ts';
import { deadlineOf, type State, toTransfereeOf } from './state.ts';
import { resumeMusic } from './telling-transferee.ts';
import { messageToTransfereeTimed, wakeAgain } from './timing.ts';

export { evolve } from './evolve.ts';
export { initialState, isFinal } from './state.ts';

/** What follows from an input in a state. Pure: time and ids come in, orders go out. */
export const decide = (input: Input, state: State): Decision => named(answer(input, state), state);

const answer = (input: Input, state: State): Decision =>
  onGivenUpLeg(input, state) ?? onMessageToTransferee(input, state) ?? onInput(input, state);

const onInput = (input: Input, state: State): Decision => {
  if (isRequest(input)) return onRequest(input, state);
  switch (input.type) {
    case 'DigitPressed':
      return onDigit(input, state);
    case 'ReferReceived':
      return startByRefer(input, state);
    case 'LegReplaced':
      return onLegReplaced(input, state);
    case 'CallEnded':
      return onCallEnded(state, input.at);
    case 'CallMerged':
      return onCallMerged(state, input.at);
    case 'TimerDue':
      return onTimer(input, state);
    case 'CommandFailed':
      return onCommandFailed(input, state);
    default:
      return duringTransfer(input, state);
  }
};

/** The message that the transferee hears before his music goes on: how long it takes, that it is over, or cannot be played. */
const onMessageToTransferee = (input: Input, state: State): Decision | null => {
  const message = toTransfereeOf(state);
  if (message === null || state.status === 'Idle') return null;
  switch (input.type) {
    case 'AudioStarted':
      return input.audio === message.spoken ? messageToTransfereeTimed(input) : null;
    case 'TimerDue': {
      // Where the state ends at the same time, that comes first.
      const isDue = input.dueAt === message.musicAt && input.dueAt !== deadlineOf(state);
      return isDue ? resumeMusic(state, input.at) : null;
    }
    case 'CommandFailed': {
      const { command } = input;
      const isIt = command.type === 'Arrange' && command.timed === message.spoken;
      return isIt ? resumeMusic(state, input.at) : null;
    }
    default:
      return null;
  }
};

const onTimer = (input: Extract<Input, { type: 'TimerDue' }>, state: State): Decision => {
  const { at, dueAt } = input;
  const held = heldKeys(state).find(({ pressed: { actsAt, sentAt } }) => (actsAt ?? sentAt) === dueAt);
  if (held) return onCodeDue(held, at, state);
  return isEarly(dueAt, state) ? wakeAgain(state) : duringTransfer(input, state);
};

/** The deadline has moved away since the timer was started. */
const isEarly = (dueAt: number, state: State): boolean =>
  state.status !== 'Idle' && dueAt < (deadlineOf(state) ?? 0);

const onCommandFailed = (input: Extract<Input, { type: 'CommandFailed' }>, state: State): Decision => {
  switch (input.command.type) {
    case 'Anchor':
      return onAnchoringFailed(state, input.at);
    case 'Originate':
      return onDiallingFailed(input.command, duringTransfer(input, state));
    case 'Bridge':
      return onBridgingFailed(input.command, state, input.at);
    case 'Arrange':
      return onMessageFailed(input.command, state, input.at);
    default:
      return duringTransfer(input, state);
  }
};

/** Where nobody waits for the leg any more: an order that has failed may have been stored all the same. */
const onDiallingFailed = (
  { legId }: Extract<Command, { type: 'Originate' }>,
  consequence: Decision,
): Decision =>
  consequence === nothing ? nothing : all(consequence, { events: [], commands: [{ type: 'HangUp', legId }] });

/** A message that is waited for cannot be played: the built-in one is, and if not even that can be, it is over. */
const onMessageFailed = (
  { timed, instead, ...arrange }: Extract<Command, { type: 'Arrange' }>,
  state: State,
  at: number,
): Decision => {
  if (timed === null || !('spoken' in state) || state.spoken !== timed) return nothing;
  if (instead === undefined) return occur({ type: 'AudioStarted', audio: timed, durationMs: 0, at }, state);
  return { events: [], commands: [{ ...arrange, hearings: arrange.hearings.map(saying(instead)), timed }] };
};

const saying =
  (name: string) =>
  (one: Hearing): Hearing =>
    one.hears.type === 'Audio' ? { ...one, hears: { ...one.hears, sound: { name } } } : one;

const duringTransfer = (input: Meaningful, state: State): Decision => {
  const occurrence = state.status === 'Idle' ? null : meaningOf(input, state);
  return occurrence ? occur(occurrence, state) : nothing;
};
