import { apologising } from './apologising.ts';
import { actionOf, press } from './codes.ts';
import { collectingNumber } from './collecting-number.ts';
import { consulting } from './consulting.ts';
import { evolve } from './evolve.ts';
import { explainingFailure } from './explaining-failure.ts';
import { release, start, whileIdle } from './idle.ts';
import { type CodeAction, drop, heldKeys, hold, meaningfulCodes, pairOf } from './keys.ts';
import { type Decision, type Input, nothing } from './messages.ts';
import { meaningOf, type Occurrence, type Phase } from './occurrences.ts';
import { both, end, failed, hangUpTarget, returnToTransferee } from './outcomes.ts';
import { resolvingNumber } from './resolving-number.ts';
import type { Pair, State, Transfer } from './state.ts';
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
  switch (input.type) {
    case 'DigitPressed':
      return onDigit(input, state);
    case 'TimerDue':
      return onTimer(input, state);
    default:
      return state.status === 'Idle' ? whileIdle(input, state) : duringTransfer(input, state);
  }
};

const onDigit = (input: Extract<Input, { type: 'DigitPressed' }>, state: State): Decision => {
  const pair = state.status === 'Idle' ? pairOf(input) : state;
  if (pair?.transferor.legId !== input.legId) return nothing;

  const { legId, digit, at } = input;
  const { profile } = pair.transferor.account;
  const before = heldKeys(state).find(({ pressed }) => pressed.legId === legId)?.pressed ?? null;
  const match = press(input, before, meaningfulCodes(state.status, profile), profile.interdigitMs);
  const forget = before ? drop(legId, at, state) : nothing;
  switch (match.type) {
    case 'Whole':
      return both(forget, act(match.action, pair, at, state));
    case 'Begun':
      return hold(match.pressed, pair, state);
    case 'Overtaken': {
      const acted = both(forget, act(match.action, pair, at, state));
      return both(acted, onDigit(input, acted.events.reduce(evolve, state)));
    }
    case 'None':
      return both(forget, occur({ type: 'DigitPressed', digit, at }, state));
  }
};

const onTimer = (input: Extract<Input, { type: 'TimerDue' }>, state: State): Decision => {
  const { at, dueAt } = input;
  const held = heldKeys(state).find(({ pressed }) => pressed.actsAt === dueAt);
  if (!held) return state.status === 'Idle' ? nothing : duringTransfer(input, state);

  const { legId, keys } = held.pressed;
  const meaningful = meaningfulCodes(state.status, held.transferor.account.profile);
  const action = actionOf(keys, meaningful);
  return both(drop(legId, at, state), action === null ? nothing : act(action, held, at, state));
};

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

const duringTransfer = (input: Exclude<Input, { type: 'DigitPressed' }>, transfer: Transfer): Decision => {
  if (input.type === 'CallAnchored')
    return transfer.status === 'CollectingNumber' ? release(transfer) : nothing;
  if (input.type === 'CallEnded') return onCallEnded(transfer, input.at);
  if (
    input.type === 'CommandFailed' &&
    input.command.type === 'Anchor' &&
    transfer.status === 'CollectingNumber'
  ) {
    // The call cannot be taken over: it stays as it was.
    return both(
      { events: [failed('error', input.at)], commands: [] },
      returnToTransferee(transfer, input.at),
    );
  }
  const occurrence = meaningOf(input, transfer);
  if (occurrence) return occur(occurrence, transfer);
  return input.type === 'LegAnswered' && isStranger(input.legId, transfer)
    ? { events: [], commands: [{ type: 'HangUp', legId: input.legId }] } // a target given up before
    : nothing;
};

const isStranger = (legId: string, { transferor, transferee }: Transfer): boolean =>
  legId !== transferor.legId && legId !== transferee.legId;

const onCallEnded = (transfer: Transfer, at: number): Decision => {
  switch (transfer.status) {
    case 'ExplainingFailure':
    case 'Apologising':
    case 'TransferorAlone':
      return end(transfer, at);
    default:
      return {
        events: [
          failed(transfer.status === 'TargetRingingUnattended' ? 'transferee-left' : 'transferor-left', at),
          { type: 'TransferEnded', cancelledLegId: null, at },
        ],
        commands: hangUpTarget(transfer),
      };
  }
};

const occur = (occurrence: Occurrence, state: State): Decision => {
  if (state.status === 'Idle') return nothing;
  // One row and one column of the table: the compiler cannot see that they fit, the types of `phases` make them.
  const phase = phases[state.status] as unknown as Record<
    Occurrence['type'],
    (occurrence: Occurrence, state: State) => Decision
  >;
  return phase[occurrence.type](occurrence, state);
};
