import { limits } from './limits.ts';
import { type Command, type Decision, nothing } from './messages.ts';
import { deadlineOf, type State } from './state.ts';

/** A timer for the state's deadline; it replaces the one before. */
export const wakeAt = (dueAt: number): Command => ({ type: 'StartTimer', name: 'deadline', dueAt });

/** A timer for the end of a message that the transferee hears before his music. */
export const musicAt = (dueAt: number): Command => ({ type: 'StartTimer', name: 'music', dueAt });

/** The state's own deadline is still to come. */
export const wakeAgain = (state: State): Decision => {
  const dueAt = state.status === 'Idle' ? null : deadlineOf(state);
  return dueAt === null ? nothing : { events: [], commands: [wakeAt(dueAt)] };
};

interface Playing {
  durationMs: number;
  at: number;
}

/** When something that plays has ended, and a little more. */
const endOf = ({ durationMs, at }: Playing): number => at + durationMs + limits.messageMarginMs;

/** The message that is playing has a known end now: the state ends with it. */
export const audioTimed = (playing: Playing): Decision => {
  const deadlineAt = endOf(playing);
  return { events: [{ type: 'AudioTimed', deadlineAt, at: playing.at }], commands: [wakeAt(deadlineAt)] };
};

/** The transferee's message has a known end now: his music goes on behind it. */
export const messageToTransfereeTimed = (playing: Playing): Decision => {
  const dueAt = endOf(playing);
  return {
    events: [{ type: 'MessageToTransfereeTimed', musicAt: dueAt, at: playing.at }],
    commands: [musicAt(dueAt)],
  };
};
